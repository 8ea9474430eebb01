import { removeFolder, temporaryFolder } from '../../support/server.ts'
import { startHocuspocus } from './hocuspocus.ts'
import { startOurs } from './ours.ts'
import type { Peer, PeerName } from './peer.ts'
import { startRelay } from './relay.ts'
import { startStock } from './stock.ts'

const STARTS: Record<PeerName, (data: string) => Promise<Peer>> = {
  ours: startOurs,
  relay: startRelay,
  'y-websocket': startStock,
  hocuspocus: startHocuspocus,
}

/** What one scene starts ends with it: servers, then the folders in which they kept their data. */
export class Stage {
  /** Who was asked for. */
  readonly names: readonly PeerName[]
  readonly rounds: number
  #ends: (() => Promise<void>)[] = []

  constructor(names: readonly PeerName[], rounds: number) {
    this.names = names
    this.rounds = rounds
  }

  folder(): string {
    const folder = temporaryFolder()
    this.#ends.push(async () => removeFolder(folder))
    return folder
  }

  async start(name: PeerName, data = this.folder()): Promise<Peer> {
    const peer = await STARTS[name](data)
    let isOver = false
    const stop = async () => {
      if (isOver) return
      isOver = true
      await peer.stop()
    }
    this.#ends.push(stop)
    return { ...peer, stop }
  }

  /** Those of `among` that were asked for, by name. */
  async startAll(among: readonly PeerName[] = this.names): Promise<Map<PeerName, Peer>> {
    const peers = new Map<PeerName, Peer>()
    for (const name of this.names.filter((one) => among.includes(one))) {
      peers.set(name, await this.start(name))
    }
    return peers
  }

  async clear(): Promise<void> {
    // One that does not end well must not leave the others behind.
    const ends = this.#ends.splice(0).reverse()
    for (const end of ends) await end().catch(() => undefined)
  }
}
