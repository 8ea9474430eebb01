// What the server costs beside others under the same load, in one run: `npm run bench`, or a part of
// it: `SCENES=meeting,idle PEERS=ours,relay ROUNDS=3 npm run bench`. Prints; asserts nothing.
// y-websocket and the relay keep nothing on disk. Hocuspocus stores to SQLite as its own database
// extension does (the whole document, 2 to 10 s after an edit). Ours has every edit on disk before
// anybody else gets it, and each writer asks for receipts as our page does.
import { playCold } from './cold.ts'
import { playIdle } from './idle.ts'
import { playJoin } from './join.ts'
import { PEERS } from './peer.ts'
import { playRestart } from './restart.ts'
import { printTable, type Row } from './row.ts'
import { Stage } from './stage.ts'
import { playTyping } from './typing.ts'

const MEETING = { documents: 1, seats: 50, writers: 50 }
const OFFICE = { documents: 200, seats: 5, writers: 2 }
const PER_SECOND = 4
const ROUND_MS = 2_500
/** On a quiet machine all of it takes about six minutes. */
const AT_MOST_MS = 15 * 60_000
const WARM_MS = 8_000
/** Fits into what a session has saved up (server/live/limits.ts). */
const BURST = 100

const SCENES: Record<string, (stage: Stage) => Promise<Row[]>> = {
  meeting: (stage) =>
    playTyping(stage, {
      ...{ scene: 'meeting, 50 write', shape: MEETING, atMost: 0.65, p99: 25 },
      warm: (crowd) => crowd.types(PER_SECOND, WARM_MS),
      play: (crowd) => crowd.types(PER_SECOND, ROUND_MS),
    }),
  office: (stage) =>
    playTyping(stage, {
      ...{ scene: 'office, 200 × 5', shape: OFFICE, atMost: 1.5, p99: 20 },
      warm: (crowd) => crowd.types(PER_SECOND, WARM_MS),
      play: (crowd) => crowd.types(PER_SECOND, ROUND_MS),
    }),
  saturation: (stage) =>
    playTyping(stage, {
      ...{ scene: `saturation, 50 × ${BURST}`, shape: MEETING, atMost: 0.2, p99: null },
      warm: (crowd) => crowd.bursts(BURST),
      play: (crowd) => crowd.bursts(BURST),
    }),
  idle: playIdle,
  cold: playCold,
  join: playJoin,
  restart: playRestart,
}

const wanted = (name: string, all: readonly string[]) =>
  process.env[name] === undefined ? all : process.env[name].split(',')
const names = wanted('PEERS', PEERS)
const scenes = wanted('SCENES', Object.keys(SCENES))
const rounds = Number(process.env.ROUNDS ?? 5)

const rows: Row[] = []
let stage: Stage | null = null
let isEnding = false

/** However it ends: no server is left running, no folder left behind. */
async function ends(code: number): Promise<void> {
  if (isEnding) return
  isEnding = true
  await stage?.clear()
  printTable(rows)
  process.exit(code)
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void ends(1))
process.on('uncaughtException', (error) => {
  if (!isEnding) console.log(error)
  void ends(1)
})
setTimeout(() => {
  console.log('This takes too long; what there is so far:')
  void ends(1)
}, AT_MOST_MS).unref()

let failed = 0
for (const scene of scenes) {
  const start = performance.now()
  stage = new Stage(
    PEERS.filter((peer) => names.includes(peer)),
    rounds,
  )
  try {
    rows.push(...((await SCENES[scene]?.(stage)) ?? []))
    console.log(`${scene}: ${((performance.now() - start) / 1_000).toFixed(0)} s`)
  } catch (error) {
    failed = 1
    console.log(`${scene} failed: ${String(error)}`)
  }
  await stage.clear()
}
await ends(failed)
