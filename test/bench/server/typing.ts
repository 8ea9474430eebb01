import { Crowd, type Round, type Shape } from './crowd.ts'
import type { PeerName } from './peer.ts'
import { median, type Row } from './row.ts'
import type { Stage } from './stage.ts'

/** People who write: what one of their edits costs until one other person has it. */
export interface Typing {
  scene: string
  shape: Shape
  /** Long enough that every peer's code is compiled. */
  warm: (crowd: Crowd) => Promise<Round>
  play: (crowd: Crowd) => Promise<Round>
  /** Of the relay's processor time per delivery. */
  atMost: number
  /** ms; null: no target. */
  p99: number | null
}

/** `afterwards`: the server's processor time when everybody rests again, ms. */
type Played = Round & { afterwards: number }

/** Then ours reads what was written (title, search), and Hocuspocus stores it. */
const AFTERWARDS_MS = 2_500
const MIB = 1024 * 1024

/** The peers take turns, so that a busy moment of the machine meets all alike. */
export async function playTyping(stage: Stage, typing: Typing): Promise<Row[]> {
  const crowds: Crowd[] = []
  const names: PeerName[] = []
  const rounds = new Map<PeerName, Played[]>()
  for (const [name, peer] of await stage.startAll()) {
    crowds.push(await Crowd.meets(peer, typing.shape))
    names.push(name)
    rounds.set(name, [])
  }
  await Promise.all(crowds.map((crowd) => typing.warm(crowd)))
  await new Promise((wake) => setTimeout(wake, AFTERWARDS_MS))
  for (let round = 0; round < stage.rounds; round++) {
    for (const [index, crowd] of crowds.entries()) {
      const done = await typing.play(crowd)
      await new Promise((wake) => setTimeout(wake, AFTERWARDS_MS))
      const name = names[index]
      const afterwards = crowd.cpuSinceStart() - done.cpu
      if (name) rounds.get(name)?.push({ ...done, afterwards })
    }
  }
  for (const crowd of crowds) crowd.leaves()
  return rowsOf(typing, rounds)
}

function rowsOf({ scene, atMost, p99 }: Typing, rounds: ReadonlyMap<PeerName, Played[]>): Row[] {
  const row = (figure: string, of: (round: Played) => number): Row => ({
    scene,
    figure,
    values: new Map([...rounds].map(([name, own]) => [name, median(own.map(of))])),
  })
  const cpu = row('µs of processor a delivery', (one) => (one.cpu * 1_000) / one.deliveries)
  const late = row('p99 delivery, ms', (one) => one.p99)
  return [
    { ...cpu, target: { atMost, than: 'relay' } },
    row('µs afterwards, a delivery', (one) => (one.afterwards * 1_000) / one.deliveries),
    row('p50 delivery, ms', (one) => one.p50),
    p99 === null ? late : { ...late, target: { atMost: p99 } },
    row('bytes a delivery', (one) => one.bytes / one.deliveries),
    row('resident, MiB', (one) => one.memory / MIB),
    row('receipts an edit', (one) => one.receipts / one.edits),
  ]
}
