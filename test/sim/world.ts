import './virtual-time.ts'

import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { Device } from './device.ts'
import { edits } from './edit.ts'
import { LogDisk } from './log-disk.ts'
import { type Failure, Oracles } from './oracles.ts'
import type { Act, Part, Schedule } from './schedule.ts'
import { ServerHost } from './server-host.ts'
import { Stock } from './stock.ts'
import { DOCUMENT, Tab } from './tab.ts'
import { time } from './virtual-time.ts'

/** A person at a device, with whatever is open there. */
export interface Seat {
  part: Part
  device: Device
  tabs: Tab[]
  stock: Stock | null
}

/** Everything there is: one server, its disk, and people with their devices. */
export class World {
  readonly oracles = new Oracles()
  readonly disk: LogDisk
  readonly server: ServerHost
  readonly seats: Seat[]
  /** Undoes what lasts for a while. */
  readonly #spells = new Map<string, () => void>()
  readonly #left: Tab[] = []

  constructor({ seed, parts, threadMs, ...limits }: Schedule) {
    time.reset(seed)
    globalThis.indexedDB = new IDBFactory()
    this.disk = new LogDisk(DOCUMENT, this.oracles, threadMs)
    this.oracles.watches(this.disk)
    const { checkedInWorker, outgoing } = limits
    const given = { checkedInWorker, outgoing }
    this.server = new ServerHost(this.disk, this.oracles, given, threadMs)
    const devices = parts.map(({ device, person }) => new Device(device, person))
    for (const { person, isReader } of parts) if (isReader) this.server.roles.set(person, 'read')
    this.seats = parts.map((part, n) => {
      const seat: Seat = { part, device: devices[n] as Device, tabs: [], stock: null }
      this.opens(seat)
      return seat
    })
  }

  get tabs(): Tab[] {
    return this.seats.flatMap(({ tabs }) => tabs)
  }

  get stocks(): Stock[] {
    return this.seats.flatMap(({ stock }) => stock ?? [])
  }

  get failure(): Failure | null {
    return this.oracles.failure
  }

  /** Time goes on until something is untrue. */
  async passes(ms: number): Promise<void> {
    if (this.failure) return
    await time.pass(ms, () => {
      for (const { tabs } of this.seats) for (const tab of tabs) this.oracles.looks(tab)
      return this.failure === null
    })
  }

  opens(seat: Seat): void {
    if (!seat.part.isStock) seat.tabs.push(new Tab(seat.device, this.server))
    else if (!seat.stock?.isAlive)
      seat.stock = new Stock(seat.device, seat.part.isReader, this.server)
  }

  /** Somebody who was never here, with a device of their own. */
  joins(name: string): Seat {
    const part: Part = { device: name, person: name, isStock: false, isReader: false }
    const seat: Seat = { part, device: new Device(name, name), tabs: [], stock: null }
    this.seats.push(seat)
    this.opens(seat)
    return seat
  }

  closes(seat: Seat, tab: Tab): void {
    seat.tabs.splice(seat.tabs.indexOf(tab), 1)
    this.#left.push(tab)
    void tab.closes()
  }

  /** False: it did not fit. */
  plays(act: Act): boolean {
    const seat = 'who' in act ? this.seats[act.who] : undefined
    return seat ? this.#inSeat(seat, act) : this.#atServer(act)
  }

  /** Everything that lasts is over. */
  clears(): void {
    for (const end of this.#spells.values()) end()
    this.#spells.clear()
    this.disk.breaksNext = false
    this.server.threads.diesNext = false
  }

  /** Nothing of this world goes on. */
  async ends(): Promise<void> {
    for (const { tabs, stock } of this.seats) {
      for (const tab of tabs) tab.dies()
      stock?.dies()
    }
    this.server.crashes()
    for (const tab of [...this.#left, ...this.tabs]) {
      tab.isAlive = false
      void tab.replica.close()
    }
  }

  #inSeat(seat: Seat, act: Act): boolean {
    const { device, stock } = seat
    const tab = seat.tabs.at(-1)
    const name = device.name
    switch (act.act) {
      case 'edits': {
        const tabs = seat.tabs.filter((one) => one.mayWrite && !seat.part.isReader)
        const hand = stock?.isAlive ? stock : tabs[act.dice % tabs.length]
        if (hand) edits(hand.doc, act.how, act.dice, name)
        return hand !== undefined
      }
      case 'moves': {
        const awareness = tab?.replica.awareness ?? stock?.awareness
        awareness?.setLocalStateField('caret', time.now())
        return awareness !== undefined
      }
      case 'composes':
        if (!tab) return false
        tab.replica.holdBack(() => time.chance() < 0.6)
        this.#lasts(`composes ${name}`, act.ms, () => tab.isAlive && tab.replica.holdBack(null))
        return true
      case 'retries':
        tab?.replica.retry()
        return tab !== undefined
      case 'opens tab':
        if (seat.tabs.length === 1) this.opens(seat)
        return seat.tabs.length === 2
      case 'reloads':
        if (!tab) return false
        this.closes(seat, tab)
        this.opens(seat)
        return true
      case 'dies':
        this.#dies(seat)
        time.after(act.ms, () => {
          if (seat.tabs.length === 0) this.opens(seat)
        })
        return true
      case 'is cut':
        ;(tab ?? stock)?.wire?.cut(act.client, act.server)
        return (tab ?? stock)?.wire !== null
      case 'is offline':
        this.#offline(seat, act.ms, act.says)
        return true
      case 'lags':
        device.lag = act.by
        this.#lasts(`lags ${name}`, act.ms, () => {
          device.lag = 0
        })
        return true
      case 'reads slowly': {
        const wire = (tab ?? stock)?.wire
        wire?.stall()
        this.#lasts(`stall ${name}`, act.ms, () => wire?.flow())
        return wire?.state === 'open'
      }
      case 'device full':
        device.isFull = true
        this.#lasts(`full ${name}`, act.ms, () => {
          device.isFull = false
        })
        return true
      case 'role':
        if (seat.part.isReader) return false
        this.server.judges(seat.part.person, act.role)
        return true
      default:
        return false
    }
  }

  #atServer(act: Act): boolean {
    const { disk, server } = this
    switch (act.act) {
      case 'devices slow':
        time.diskTurnMs = act.by
        this.#lasts('devices slow', act.ms, () => {
          time.diskTurnMs = 0
        })
        return true
      case 'server dies':
        return this.#isDown(act.ms, () => undefined)
      case 'restore':
        return this.#isDown(act.ms, () => disk.restores())
      case 'replace':
        return this.#isDown(act.ms, () => disk.replaces())
      case 'server restarts':
        if (!server.isUp) return false
        void server.drains().then(() => time.after(act.ms, () => server.starts()))
        return true
      case 'disk full':
        disk.isFull = true
        this.#lasts('disk full', act.ms, () => {
          disk.isFull = false
        })
        return true
      case 'disk slow':
        disk.slowMs = act.by
        this.#lasts('disk slow', act.ms, () => {
          disk.slowMs = 0
        })
        return true
      case 'disk breaks':
        disk.breaksNext = true
        this.#lasts('server down', act.ms + 20_000, () => server.starts())
        return true
      case 'disk unreadable':
        disk.isDamaged = true
        this.#lasts('disk unreadable', act.ms, () => {
          disk.isDamaged = false
        })
        return true
      case 'access fails':
        server.accessFails = true
        this.#lasts('access fails', act.ms, () => {
          server.accessFails = false
        })
        return true
      case 'threads slow':
        server.threads.slowMs = act.by
        this.#lasts('threads slow', act.ms, () => {
          server.threads.slowMs = 0
        })
        return true
      case 'thread dies':
        server.threads.diesNext = true
        return true
      case 'backup':
        disk.backsUp()
        return true
      default:
        return false
    }
  }

  #dies({ tabs, stock }: Seat): void {
    for (const tab of tabs.splice(0)) {
      tab.dies()
      this.#left.push(tab)
    }
    stock?.dies()
  }

  #offline({ device, tabs, stock }: Seat, ms: number, says: boolean): void {
    device.isOnline = false
    for (const one of [...tabs, stock]) one?.wire?.cut(says ? 0 : ms + 5_000, 30_000)
    if (says) for (const { network } of tabs) network.dispatchEvent(new Event('offline'))
    this.#lasts(`offline ${device.name}`, ms, () => {
      device.isOnline = true
      if (says) for (const { network } of tabs) network.dispatchEvent(new Event('online'))
    })
  }

  #isDown(ms: number, meanwhile: () => void): boolean {
    if (!this.server.isUp) return false
    this.server.crashes()
    meanwhile()
    this.#lasts('server down', ms, () => this.server.starts())
    return true
  }

  /** `end` comes once: after so long, when the same begins anew, or when everything clears. */
  #lasts(what: string, ms: number, end: () => void): void {
    this.#spells.get(what)?.()
    const over = () => {
      stop()
      if (this.#spells.get(what) === over) this.#spells.delete(what)
      end()
    }
    const stop = time.after(ms, over)
    this.#spells.set(what, over)
  }
}
