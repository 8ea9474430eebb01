import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A Chromium and the environment it wants to be started in. */
export interface Chromium {
  path: string
  environment: Record<string, string>
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** One the machine names or has, else the one that comes from the registry; `null`: none runs. */
export async function findChromium(): Promise<Chromium | null> {
  const own = environment()
  const named = process.env.CHROMIUM_PATH
  if (named) return { path: named, environment: own }
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of NAMES) {
      const path = join(folder, name)
      if (isRunnable(path)) return { path, environment: own }
    }
  }
  return await unpacked()
}

/**
 * `@sparticuz/chromium` unpacks its libraries only if it believes to be in AWS Lambda, and says by
 * way of `process.env` where they are. That is meant for Chromium alone: our own servers must not
 * load its libraries, so the environment is put back.
 */
async function unpacked(): Promise<Chromium | null> {
  if (process.platform !== 'linux') return null
  const before = { ...process.env }
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs24.x'
  try {
    const { default: chromium } = await import('@sparticuz/chromium')
    // Only the path: its `args` hold `--single-process`, in which one crashed tab ends all.
    const path = await chromium.executablePath()
    return { path, environment: environment() }
  } catch (error) {
    console.warn(`The packaged Chromium does not unpack here: ${String(error)}`)
    return null
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
  }
}

function environment(): Record<string, string> {
  const pairs = Object.entries(process.env).filter((pair): pair is [string, string] => {
    return pair[1] !== undefined
  })
  return Object.fromEntries(pairs)
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
