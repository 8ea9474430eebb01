import type { Acquaintance } from '../../server/live/admission.ts'
import { LIMITS, type Limits } from '../../server/live/limits.ts'
import { type Connection, Live } from '../../server/live/live.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import type { Role } from '../../shared/wire/role.ts'
import { upTo } from './dice.ts'
import type { LogDisk } from './log-disk.ts'
import type { Oracles } from './oracles.ts'
import { Threads } from './threads.ts'
import { time } from './virtual-time.ts'
import type { Exchange, Wire } from './wire.ts'

/** The server's machine: at most one process at a time, on one disk. */
export class ServerHost implements Exchange {
  readonly threads: Threads
  readonly roles = new Map<string, Role>()
  readonly wires = new Set<Wire>()
  readonly reports = new Map<string, number>()
  /** The other database does not answer. */
  accessFails = false
  isDraining = false
  readonly #disk: LogDisk
  readonly #oracles: Oracles
  readonly #limits: Limits
  #runs = 0
  #live: Live | null = null

  constructor(disk: LogDisk, oracles: Oracles, limits: Partial<Limits>, threadMs: number) {
    this.threads = new Threads(threadMs)
    this.#disk = disk
    this.#oracles = oracles
    this.#limits = { ...LIMITS, ...limits }
    this.starts()
  }

  get isUp(): boolean {
    return this.#live !== null
  }

  starts(): void {
    if (this.#live) return
    const run = ++this.#runs
    const isAlive = () => this.#live !== null && this.#runs === run
    const clock: Clock = {
      now: () => time.now(),
      after: (ms, wake) => time.after(ms, () => isAlive() && wake()),
    }
    this.#live = new Live({
      ...{ clock, limits: this.#limits, store: this.#disk.opens(`run-${run}`, isAlive) },
      access: async ({ person }) => {
        await new Promise<void>((go) => time.after(upTo(20), () => isAlive() && go()))
        if (this.accessFails) throw new Error('no answer')
        return this.roles.get(person) ?? 'write'
      },
      report: (event, facts) => {
        const what = event === 'refused' ? `refused ${facts.reason}` : event
        if (event === 'refused') this.#oracles.refuses(String(facts.reason))
        this.reports.set(what, (this.reports.get(what) ?? 0) + 1)
      },
      onDescribed: () => undefined,
      storedFacts: async () => [],
      onBroken: () => this.crashes(),
      startThread: this.threads.start(isAlive),
    })
  }

  crashes(): void {
    this.#live = null
    this.isDraining = false
    for (const wire of this.wires) wire.serverDies()
    this.wires.clear()
  }

  /** SIGTERM, and the process ends when it has said goodbye. */
  async drains(): Promise<void> {
    const live = this.#live
    this.isDraining = true
    await live?.drain()
    if (this.#live === live) this.crashes()
  }

  /** Their role is another one now; who is there is judged anew, they and everybody else. */
  judges(person: string, role: Role): void {
    this.roles.set(person, role)
    this.#live?.dismiss(this.#disk.document, 'access-changed')
  }

  admit(wire: Wire): Connection | null {
    const live = this.#live
    if (!live) return null
    this.wires.add(wire)
    wire.run = this.#runs
    const { pathname, searchParams } = new URL(wire.client.url)
    const isOurs = searchParams.has('v')
    return live.connect(wire.socket, {
      document: pathname.split('/').at(-1) ?? '',
      visitor: {
        person: wire.owner.person,
        name: wire.owner.person,
        colour: 'c1',
        device: 'computer',
        ...{ kind: 'guest', address: null, token: null, link: null },
      },
      isOurs,
      known: isOurs ? acquaintance(searchParams) : { logId: null, epoch: null, after: null },
    })
  }

  said(wire: Wire, bytes: Uint8Array): void {
    this.#oracles.said(wire, bytes)
  }

  arrived(wire: Wire, bytes: Uint8Array): void {
    this.#oracles.arrived(wire, bytes, this.roles.get(wire.owner.person) ?? 'write')
  }

  sent(wire: Wire, bytes: Uint8Array): void {
    this.#oracles.sent(wire, bytes)
  }

  heard(wire: Wire, bytes: Uint8Array): void {
    this.#oracles.heard(wire, bytes)
  }
}

function acquaintance(given: URLSearchParams): Acquaintance {
  const epoch = given.get('epoch')
  return { logId: given.get('log'), epoch: epoch === null ? null : Number(epoch), after: null }
}
