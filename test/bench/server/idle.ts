import { Crowd } from './crowd.ts'
import type { PeerName } from './peer.ts'
import type { Row } from './row.ts'
import type { Stage } from './stage.ts'
import { memoryOf } from './usage.ts'

const SHAPE = { documents: 1_000, seats: 5, writers: 0 }
const KIB = 1024
/** V8 gives back what a storm of arrivals has left behind. */
const REST_MS = 15_000
const TARGET = 1.6

/** Open documents in which nobody does anything: what a socket takes of memory. */
export async function playIdle(stage: Stage): Promise<Row[]> {
  const before = new Map<PeerName, number>()
  const crowds = new Map<PeerName, Crowd>()
  const peers = await stage.startAll()
  for (const [name, peer] of peers) {
    const ids = await peer.documents(SHAPE.documents)
    const warm = await Crowd.meets(peer, { ...SHAPE, documents: 1 })
    await new Promise((wake) => setTimeout(wake, 500))
    before.set(name, memoryOf(peer.pid))
    crowds.set(name, await Crowd.meets(peer, SHAPE, ids))
    warm.leaves()
  }
  await new Promise((wake) => setTimeout(wake, REST_MS))
  const sockets = SHAPE.documents * SHAPE.seats
  const values = [...peers].map(([name, { pid }]): [PeerName, number] => {
    const grown = memoryOf(pid) - (before.get(name) ?? 0)
    return [name, grown / KIB / sockets]
  })
  for (const crowd of crowds.values()) crowd.leaves()
  const scene = '1,000 × 5 idle'
  const figure = 'KiB resident a socket'
  return [{ scene, figure, values: new Map(values), target: { atMost: TARGET, than: 'relay' } }]
}
