import { Crowd } from './crowd.ts'
import type { PeerName } from './peer.ts'
import type { Row } from './row.ts'
import type { Stage } from './stage.ts'
import { memoryOf } from './usage.ts'

const SHAPE = { documents: 1_000, seats: 5, writers: 0 }
const KIB = 1024
/** V8 gives back what a storm of arrivals has left behind. */
const REST_MS = 5_000
const TARGET = 1.6

/** Open documents in which nobody does anything: what a socket takes of memory. */
export async function playIdle(stage: Stage): Promise<Row[]> {
  const values = new Map<PeerName, number>()
  const sockets = SHAPE.documents * SHAPE.seats
  for (const name of stage.names) {
    const peer = await stage.start(name)
    const ids = await peer.documents(SHAPE.documents)
    const warm = await Crowd.meets(peer, { ...SHAPE, documents: 1 })
    await new Promise((wake) => setTimeout(wake, 500))
    const before = memoryOf(peer.pid)
    const crowd = await Crowd.meets(peer, SHAPE, ids)
    await new Promise((wake) => setTimeout(wake, REST_MS))
    values.set(name, (memoryOf(peer.pid) - before) / KIB / sockets)
    crowd.leaves()
    warm.leaves()
    await peer.stop()
  }
  const scene = '1,000 × 5 idle'
  const figure = 'KiB resident a socket'
  return [{ scene, figure, values, target: { atMost: TARGET, than: 'relay' } }]
}
