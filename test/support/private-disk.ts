import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { until } from './cast.ts'
import { removeFolder, temporaryFolder } from './server.ts'

export interface DiskPlan {
  /** `ext4`: on a file, whose copy is what the disk holds at that moment. */
  kind: 'ext4' | 'tmpfs'
  mb: number
}

/**
 * A small disk of its own, mounted where nobody else sees it: in a mount namespace that a keeper
 * holds. The keeper reads from us; when we end, however that is, it ends, and mount and loop device
 * are gone with it.
 */
export class PrivateDisk {
  /** The folder to give to a server that runs `within`. */
  readonly data: string
  readonly #folder: string
  readonly #keeper: ChildProcess

  private constructor(folder: string, keeper: ChildProcess) {
    this.#folder = folder
    this.#keeper = keeper
    this.data = join(folder, 'mount', 'data')
  }

  static async mounts({ kind, mb }: DiskPlan): Promise<PrivateDisk> {
    const folder = temporaryFolder()
    const image = join(folder, 'image')
    mkdirSync(join(folder, 'mount'))
    if (kind === 'ext4') makeFileSystem(image, mb)
    return PrivateDisk.#over(folder, kind === 'ext4' ? image : null, mb)
  }

  static async #over(folder: string, image: string | null, mb: number): Promise<PrivateDisk> {
    // Nothing but a sync may bring anything to the disk in the time of a test.
    const how = image
      ? `-o loop,commit=300 ${image}`
      : `-t tmpfs -o size=${mb}m interline-private-disk`
    const script = `mount ${how} ${folder}/mount && mkdir -p ${folder}/mount/data && echo mounted && exec cat > /dev/null`
    const keeper = spawn('unshare', ['--mount', 'sh', '-c', script], {
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let said = ''
    for (const out of [keeper.stdout, keeper.stderr]) out.on('data', (text) => (said += text))
    keeper.on('error', (error) => (said += error))
    const disk = new PrivateDisk(folder, keeper)
    const hasEnded = () => keeper.exitCode !== null || keeper.signalCode !== null
    await until(() => said !== '' || hasEnded(), 'the disk to be mounted')
    if (said.startsWith('mounted')) return disk
    await disk.remove()
    throw new Error(`no private disk: ${said}`)
  }

  /** The command that does the same where this disk is mounted. */
  within = (command: readonly string[]): string[] => [
    ...['nsenter', `--target=${this.#keeper.pid}`, '--mount', '--'],
    ...command,
  ]

  /** The data folder, or a file in it, as seen from here. */
  path(name = ''): string {
    return join('/proc', String(this.#keeper.pid), 'root', this.data, name)
  }

  /** Takes all the room that is left, but for some bytes. */
  fills(leave = 0): void {
    const filler = this.path('../filler')
    const script = `cat /dev/zero > ${filler} 2> /dev/null; sync -f ${filler}; truncate -s -${leave} ${filler}`
    spawnSync('sh', ['-c', script])
  }

  makesRoom(): void {
    writeFileSync(this.path('../filler'), '')
  }

  /** What would be left if the power went now: what only the system's memory holds is lost. */
  async afterPowerCut(): Promise<PrivateDisk> {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'mount'))
    copyFileSync(join(this.#folder, 'image'), join(folder, 'image'))
    return PrivateDisk.#over(folder, join(folder, 'image'), 0)
  }

  async remove(): Promise<void> {
    const keeper = this.#keeper
    keeper.kill('SIGKILL')
    await until(() => keeper.exitCode !== null || keeper.signalCode !== null, 'the disk to go')
    removeFolder(this.#folder)
  }
}

/** Why there are no private disks here; null: there are. Said aloud by whoever skips for it. */
export function noPrivateDisks(): string | null {
  if (process.platform !== 'linux') return 'only Linux has mount namespaces'
  if (process.getuid?.() !== 0) return 'mounting needs root'
  const script =
    'mount -t tmpfs none /mnt && command -v nsenter mkfs.ext4 && test -e /dev/loop-control'
  const tried = spawnSync('unshare', ['--mount', 'sh', '-c', script], { encoding: 'utf8' })
  if (tried.status === 0) return null
  return `unshare, mount, nsenter, mkfs.ext4 or loop devices are missing: ${tried.stderr ?? ''}`
}

function makeFileSystem(image: string, mb: number): void {
  writeFileSync(image, '')
  truncateSync(image, mb * 1024 * 1024)
  // Everything at once, so that nothing is written later without being asked for.
  const now = 'lazy_itable_init=0,lazy_journal_init=0'
  execFileSync('mkfs.ext4', ['-q', '-F', '-E', now, '-J', 'size=4', image])
}
