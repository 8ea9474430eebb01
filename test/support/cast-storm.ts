import * as Y from 'yjs'
import { type Rng, seededRng } from '../../shared/kit/rng.ts'
import { Guest, until } from './cast.ts'
import { Ledger, type Loss } from './cast-ledger.ts'
import { StockPerson } from './cast-stock.ts'
import { WirePerson } from './cast-wire.ts'
import { type RunningServer, removeFolder, startServer, temporaryFolder } from './server.ts'

const WORDS = ['water ', 'under ', 'the ', 'bridge, ', 'so ', 'they ', 'say. ']
const KINDS = ['paragraph', 'heading', 'quote', 'code']
const NAMES = ['ann', 'bo', 'cleo', 'dan', 'eve', 'finn', 'gus', 'hal', 'ida', 'jo']
/** These three speak as an unmodified y-websocket client, the others ask for receipts. */
const STOCK = 3
/** A stock person writes once for so many sights: two of them must not excite each other. */
const SIGHTS_PER_EDIT = 5
const FEWEST_RECEIPTS = 4
const MORE_RECEIPTS = 36

export interface StormPlan {
  seed: number
  kills: number
  /** A tree with one line changed; without it the server as it is. */
  root?: string
  /** A run that must lose something may end with the first loss. */
  untilLoss?: boolean
}

export interface StormReport {
  seed: number
  kills: number
  edits: number
  receipts: number
  structs: number
  deletes: number
  lost: Loss
  whys: string[]
  worstReturnMs: number
  converged: boolean
  exitCode: number | null
}

/**
 * Ten people type and delete while the server is killed again and again on the same folder. The
 * audit reads the restarted server before any of the ten is back, since their own replicas would
 * heal what it lost.
 */
export class Storm {
  readonly #plan: StormPlan
  readonly #rng: Rng
  readonly #kept = new Ledger()
  readonly #data = temporaryFolder()
  #wires: WirePerson[] = []
  #stocks: StockPerson[] = []
  #server: RunningServer | null = null
  #document = ''
  #report: StormReport

  constructor(plan: StormPlan) {
    this.#plan = plan
    this.#rng = seededRng(plan.seed)
    this.#report = {
      seed: plan.seed,
      kills: 0,
      edits: 0,
      receipts: 0,
      structs: 0,
      deletes: 0,
      lost: { updates: 0, structs: 0, deletes: 0 },
      whys: [],
      worstReturnMs: 0,
      converged: false,
      exitCode: null,
    }
  }

  async rages(): Promise<StormReport> {
    try {
      let server = await this.#start()
      await this.#castArrives(server)
      while (this.#report.kills < this.#plan.kills) {
        await this.#killedWhileTheyWrite(server)
        server = await this.#start()
        await this.#audit(server, 'new')
        if (this.#plan.untilLoss === true && this.#report.lost.updates > 0) return this.#report
      }
      await this.#calm(server)
      this.#report.exitCode = await server.term()
      return this.#report
    } finally {
      for (const stock of this.#stocks) stock.leaves()
      for (const wire of this.#wires) wire.cutsOff()
      await this.#server?.stop()
      removeFolder(this.#data)
    }
  }

  async #start(): Promise<RunningServer> {
    const { root } = this.#plan
    this.#server = await startServer({ data: this.#data, ...(root === undefined ? {} : { root }) })
    return this.#server
  }

  async #castArrives(server: RunningServer): Promise<void> {
    for (const [index, name] of NAMES.entries()) {
      const guest = await Guest.arrives(name, server)
      if (index === 0) this.#document = await guest.makesDocument()
      if (index < STOCK) this.#stocks.push(new StockPerson(guest, this.#document, this.#kept))
      else this.#wires.push(new WirePerson(guest, this.#document, {}, this.#kept))
    }
  }

  /** One life of the server: they join, write at each other's heels, and it is shot. */
  async #killedWhileTheyWrite(server: RunningServer): Promise<void> {
    const target = FEWEST_RECEIPTS + Math.floor(this.#rng() * MORE_RECEIPTS)
    const moment = (['receipt', 'sight', 'edit'] as const)[Math.floor(this.#rng() * 3)]
    let receipts = 0
    let sights = 0
    let shot: Promise<void> | null = null
    const maybe = (now: typeof moment) => {
      if (shot === null && receipts >= target && now === moment) shot = server.kill9()
    }
    const turn = (person: WirePerson) => {
      const edits = 1 + Math.floor(this.#rng() * 3)
      for (let count = 0; count < edits; count += 1) this.#edit(person)
      if (person.answered && person.isOpen) person.asks()
      maybe('edit')
    }
    for (const stock of this.#stocks) {
      stock.onSight = () => {
        sights += 1
        if (shot === null && sights % SIGHTS_PER_EDIT === 0) this.#edit(stock)
        maybe('sight')
      }
      stock.connects(server)
    }
    for (const wire of this.#wires) {
      wire.onReceipt = () => {
        receipts += 1
        this.#report.receipts += 1
        maybe('receipt')
        if (shot === null) turn(wire)
      }
      wire.onSight = () => maybe('sight')
      wire.onStep = () => turn(wire)
      wire.connects(server)
    }
    await until(
      () => shot !== null,
      () => `receipt ${target} of this life, ${receipts} came; the server said: ${server.said()}`,
      30_000,
    )
    await shot
    await until(() => this.#wires.every((wire) => wire.closed !== null), 'all to notice')
    for (const stock of this.#stocks) stock.cutsOff()
    for (const wire of this.#wires) if (this.#rng() < 0.3) this.#edit(wire)
    this.#report.kills += 1
  }

  #edit(person: WirePerson | StockPerson): void {
    const { body } = person
    const at = Math.floor(this.#rng() * (body.length + 1))
    const dice = this.#rng()
    this.#report.edits += 1
    if (dice < 0.45 && body.length > 0) {
      person.deletes(at === body.length ? at - 1 : at, 1 + Math.floor(this.#rng() * 8))
    } else if (dice < 0.52) {
      const marker = new Y.Map<unknown>()
      marker.set('kind', this.#pick(KINDS))
      body.insertEmbed(at, marker)
    } else if (dice < 0.6) {
      const markers = body.toDelta().flatMap((op: { insert: unknown }) => op.insert)
      const marker = markers.find((insert: unknown) => insert instanceof Y.Map)
      if (marker instanceof Y.Map) marker.set('kind', this.#pick(KINDS))
      else person.types('# ', at)
    } else {
      person.types(this.#pick(WORDS), at)
    }
  }

  #pick(from: string[]): string {
    return from[Math.floor(this.#rng() * from.length)] ?? ''
  }

  async #audit(server: RunningServer, which: 'new' | 'all'): Promise<WirePerson> {
    const began = performance.now()
    const auditor = new WirePerson(await Guest.arrives('kim', server), this.#document)
    await auditor.joins(server)
    this.#report.worstReturnMs = Math.max(this.#report.worstReturnMs, performance.now() - began)
    const missing = this.#kept.missingFrom(auditor.doc, which)
    this.#report.structs = this.#kept.structs
    this.#report.deletes = this.#kept.deletes
    this.#report.lost.updates += missing.updates
    this.#report.lost.structs += missing.structs
    this.#report.lost.deletes += missing.deletes
    this.#report.whys.push(...missing.whys)
    if (which === 'new') await auditor.leaves()
    return auditor
  }

  /** Everything once more, and all replicas must become one without anybody reconnecting. */
  async #calm(server: RunningServer): Promise<void> {
    const auditor = await this.#audit(server, 'all')
    for (const person of this.#wires) {
      person.onReceipt = () => {}
      person.onStep = () => {}
    }
    for (const person of this.#stocks) person.onSight = () => {}
    await Promise.all([...this.#stocks, ...this.#wires].map((person) => person.joins(server)))
    const texts = () =>
      [auditor, ...this.#stocks, ...this.#wires].map((person) =>
        JSON.stringify(person.body.toDelta()),
      )
    await until(() => new Set(texts()).size === 1, 'all replicas to be one')
    this.#report.converged = true
    await auditor.leaves()
  }
}

export function line(report: StormReport): string {
  const { seed, kills, edits, receipts, structs, deletes, lost, worstReturnMs } = report
  return (
    `seed ${seed}: ${kills} kills, ${edits} edits, ${receipts} receipts, kept ${structs} structs ` +
    `and ${deletes} deletes; lost ${lost.updates} updates (${lost.structs} structs, ` +
    `${lost.deletes} deletes); slowest way back ${Math.round(worstReturnMs)} ms`
  )
}
