import { afterEach, expect, test } from 'vitest'
import { type Rng, seededRng } from '../../shared/kit/rng.ts'
import { Guest, until } from '../support/cast.ts'
import { Ledger, type Loss } from '../support/cast-ledger.ts'
import { WirePerson } from '../support/cast-wire.ts'
import { readAnew } from '../support/log-reading.ts'
import { noPrivateDisks, PrivateDisk } from '../support/private-disk.ts'
import { type RunningServer, startServer } from '../support/server.ts'
import { mutant } from '../support/server-mutant.ts'

const { INTERLINE_LONG, INTERLINE_CUTS } = process.env
const LONG = INTERLINE_LONG !== undefined
const CUTS = Number(INTERLINE_CUTS ?? (LONG ? 200 : 8))
const SEED = LONG ? Math.floor(Math.random() * 1e9) : 20261122
const MB = 24
const WORDS = ['water ', 'under ', 'the ', 'bridge ']

const why = noPrivateDisks()
if (why) console.warn(`DID NOT RUN: what a power cut leaves (test/live/power-cut.test.ts): ${why}`)

let disk: PrivateDisk | null = null
let server: RunningServer | null = null
afterEach(async () => {
  await server?.kill9()
  await disk?.remove()
  server = disk = null
})

async function serves(root?: string): Promise<RunningServer> {
  disk ??= await PrivateDisk.mounts({ kind: 'ext4', mb: MB })
  const { data, within } = disk
  server = await startServer({ data, within, ...(root === undefined ? {} : { root }) })
  return server
}

function edits(person: WirePerson, rng: Rng): void {
  const at = Math.floor(rng() * (person.body.length + 1))
  if (rng() < 0.35) person.deletes(at, 1 + Math.floor(rng() * 5))
  else person.types(WORDS[Math.floor(rng() * WORDS.length)] ?? '', at)
  person.asks()
}

interface Cuts extends Loss {
  cuts: number
  receipts: number
  promised: number
  deleted: number
}

/** Two people write without a pause; again and again we look what a power cut would leave now. */
async function powerGoes(cuts: number, root?: string): Promise<Cuts> {
  const running = await serves(root)
  const rng = seededRng(SEED)
  const kept = new Ledger()
  const annGuest = await Guest.arrives('ann', running)
  const document = await annGuest.makesDocument()
  const boGuest = await Guest.arrives('bo', running)
  const people = [annGuest, boGuest].map((guest) => new WirePerson(guest, document, {}, kept))
  let receipts = 0
  for (const person of people) {
    await person.joins(running)
    person.onReceipt = () => {
      receipts += 1
      edits(person, rng)
    }
    edits(person, rng)
  }
  const total: Cuts = { cuts, receipts: 0, promised: 0, deleted: 0, ...NOTHING }
  for (let cut = 1; cut <= cuts; cut++) {
    const target = receipts + 5 + Math.floor(rng() * 40)
    await until(() => receipts >= target, 'more receipts')
    // What is promised is promised; the disk must not go on while we look at it.
    process.kill(running.pid, 'SIGSTOP')
    const promised = kept.copy()
    const left = await disk?.afterPowerCut()
    process.kill(running.pid, 'SIGCONT')
    if (!left) throw new Error('there is no disk')
    try {
      const lost = missing(left, document, promised)
      total.updates += lost.updates
      total.structs += lost.structs
      total.deletes += lost.deletes
    } finally {
      await left.remove()
    }
  }
  for (const person of people) {
    person.onReceipt = () => undefined
    person.cutsOff()
  }
  return { ...total, receipts, promised: kept.structs, deleted: kept.deletes }
}

const NOTHING: Loss = { updates: 0, structs: 0, deletes: 0 }

/** A log that is not even there has lost everything. */
function missing(left: PrivateDisk, document: string, promised: Ledger): Loss {
  return promised.missingFrom(readAnew(left.path(), document), 'all')
}

function line(what: string, { cuts, receipts, promised, deleted, updates }: Cuts): string {
  return (
    `${what}, seed ${SEED}: ${cuts} power cuts, ${receipts} receipts, promised ${promised} structs ` +
    `and ${deleted} deletes; lost ${updates} updates`
  )
}

test.skipIf(why)(
  '[LV4] [LV5] when the power goes everything is there that was receipted or seen',
  async () => {
    const cuts = await powerGoes(CUTS)
    console.log(line('power', cuts))
    expect(cuts).toMatchObject(NOTHING)
    expect(cuts.receipts).toBeGreaterThan(CUTS * 5)
    expect(cuts.deleted).toBeGreaterThan(10)
  },
  LONG ? 3_600_000 : 120_000,
)

test.skipIf(why)('without syncs a power cut loses, and this test would notice', async () => {
  const { root, remove } = mutant([
    { file: 'server/platform/log-file.ts', from: 'synchronous = full', to: 'synchronous = off' },
  ])
  try {
    const cuts = await powerGoes(2, root)
    console.log(line('power, never synced', cuts))
    expect(cuts.updates).toBeGreaterThan(0)
  } finally {
    remove()
  }
})
