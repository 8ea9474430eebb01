import { plain } from './framing.ts'
import { type Peer, startPeer } from './peer.ts'

export async function startStock(): Promise<Peer> {
  const { pid, port, stop } = await startPeer('stock-process.ts', {})
  let last = 0
  return {
    pid,
    documents: async (count) => Array.from({ length: count }, () => `room-${++last}`),
    way: (document) => ({
      address: `ws://127.0.0.1:${port}/${document}`,
      headers: {},
      framing: plain(false),
    }),
    stop,
  }
}
