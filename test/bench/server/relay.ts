import { relayed } from './framing.ts'
import { type Peer, startPeer } from './peer.ts'

export async function startRelay(): Promise<Peer> {
  const { pid, port, stop } = await startPeer('relay-process.ts', {})
  let last = 0
  return {
    pid,
    documents: async (count) => Array.from({ length: count }, () => `room-${++last}`),
    way: (document) => ({
      address: `ws://127.0.0.1:${port}/${document}`,
      headers: {},
      framing: relayed,
    }),
    stop,
  }
}
