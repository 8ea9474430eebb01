import { openReplica, type Replica } from '../../client/live/replica.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import type { Device } from './device.ts'
import { abandon } from './device.ts'
import { time } from './virtual-time.ts'
import { ClientEnd, type Exchange, type Owner, type Wire } from './wire.ts'

export const DOCUMENT = 'd1'
export const SERVER = 'ws://sim/sync'

/** Our client's tab, without its screen. */
export class Tab implements Owner {
  readonly device: Device
  readonly replica: Replica
  /** The log that it was last told of. */
  told: { logId: string; epoch: number } | null = null
  /** Something that it holds or shows has changed since somebody looked. */
  isNew = true
  isAlive = true
  wire: Wire | null = null
  readonly network = new EventTarget()
  readonly #connections = new Set<IDBDatabase>()

  constructor(device: Device, exchange: Exchange) {
    this.device = device
    const clock: Clock = {
      now: () => time.now(),
      after: (ms, wake) => time.after(ms, () => this.isAlive && wake()),
    }
    this.replica = openReplica({
      ...{ document: DOCUMENT, person: device.name, server: SERVER, clock },
      ...{ rng: () => time.chance(), network: this.network },
      WebSocket: socketsOf(this, exchange, (wire) => {
        this.wire = wire
      }),
      indexedDB: device.factory(this.#connections),
      channel: (name) => device.wire(this, name),
    })
    const { doc, status, kept } = this.replica
    const changed = () => {
      this.isNew = true
    }
    doc.on('update', changed)
    status.subscribe(changed)
    kept.subscribe(changed)
  }

  get person(): string {
    return this.device.person
  }

  get isOnline(): boolean {
    return this.device.isOnline
  }

  get lag(): number {
    return this.device.lag
  }

  get doc() {
    return this.replica.doc
  }

  get mayWrite(): boolean {
    const { phase, role, superseded } = this.replica
    const may = role.value === null || role.value === 'write' || role.value === 'own'
    return this.isAlive && phase.value === 'ready' && may && !superseded.value
  }

  /** Killed: from now on nothing of it runs, is sent or is heard. */
  dies(): void {
    this.isAlive = false
    this.wire?.clientDies()
    abandon(this.#connections)
  }

  async closes(): Promise<void> {
    await this.replica.close()
    this.isAlive = false
  }
}

/** A WebSocket class whose sockets belong to somebody. */
export function socketsOf(
  owner: Owner,
  exchange: Exchange,
  dialled: (wire: Wire) => void,
): typeof WebSocket {
  const Socket = class extends ClientEnd {
    constructor(url: string) {
      super(url, owner, exchange)
      dialled(this.wire)
    }
  }
  return Socket as unknown as typeof WebSocket
}
