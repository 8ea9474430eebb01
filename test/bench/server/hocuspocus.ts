import { join } from 'node:path'
import { named } from './framing.ts'
import { type Peer, startPeer } from './peer.ts'

export async function startHocuspocus(data: string): Promise<Peer> {
  const env = { FILE: join(data, 'hocuspocus.sqlite') }
  const { pid, port, stop } = await startPeer('hocuspocus-process.ts', env)
  let last = 0
  return {
    pid,
    documents: async (count) => Array.from({ length: count }, () => `document-${++last}`),
    way: (document) => ({
      address: `ws://127.0.0.1:${port}`,
      headers: {},
      framing: named(document),
    }),
    stop,
  }
}
