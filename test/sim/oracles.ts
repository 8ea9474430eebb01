import type { LogEntry } from '../../server/platform/log-store.ts'
import { can } from '../../shared/sharing/can.ts'
import { decodeDown } from '../../shared/wire/down.ts'
import { FRAME } from '../../shared/wire/frame.ts'
import type { Role } from '../../shared/wire/role.ts'
import { decodeUp } from '../../shared/wire/up.ts'
import { Contents, Hoard } from './contents.ts'
import type { LogDisk } from './log-disk.ts'
import { Tab } from './tab.ts'
import type { Wire } from './wire.ts'

export interface Failure {
  rule: string
  sentence: string
}

/** What was said on one wire: updates, and after how many of them each receipt was asked for. */
interface Said {
  updates: Uint8Array[]
  asks: Map<number, number>
  highest: number
}

const EXPECTED = new Set(['forbidden', 'must-not-merge', 'quarantined'])

/** Looks at everything that passes, at the moment when it passes. The first untruth ends the world. */
export class Oracles {
  failure: Failure | null = null
  readonly counts = { receipts: 0, refusals: 0, saved: 0, onDevice: 0, kept: 0, frames: 0 }
  /** The reader's and the commenter's words, and words nobody ever sent, are not in here. */
  readonly #mayStore = new Set<string>()
  /** The same by person: a burst of theirs is put together into one row. [LV25] */
  readonly #mayStoreOf = new Map<string, Uint8Array[]>()
  readonly #said = new WeakMap<Wire, Said>()
  readonly #sound = new WeakSet<Uint8Array>()
  #disk: LogDisk | null = null

  watches(disk: LogDisk): void {
    this.#disk = disk
  }

  fails(rule: string, sentence: string): void {
    this.failure ??= { rule, sentence }
  }

  /** Whoever only means well is told no for their role, a restored log, or a thread that died. */
  refuses(reason: string): void {
    if (!EXPECTED.has(reason)) this.fails('LV10', `somebody honest is refused: ${reason}`)
  }

  said(wire: Wire, bytes: Uint8Array): void {
    const said = this.#saidOn(wire)
    const frame = decodeUp(bytes)
    if (frame?.kind === 'update' || frame?.kind === 'step-two') said.updates.push(frame.update)
    if (frame?.kind !== 'receipt') return
    said.asks.set(frame.n, said.updates.length)
    if (frame.n <= said.highest) this.fails('RP4', 'an ask does not rise')
    said.highest = frame.n
  }

  arrived(wire: Wire, bytes: Uint8Array, role: Role): void {
    const frame = decodeUp(bytes)
    if (frame?.kind !== 'update' && frame?.kind !== 'step-two') return
    if (!can(role, 'write')) return
    const { person } = wire.owner
    this.#mayStore.add(keyOf(person, frame.update))
    const all = this.#mayStoreOf.get(person) ?? []
    this.#mayStoreOf.set(person, all)
    all.push(frame.update)
  }

  commits(entries: readonly LogEntry[]): void {
    for (const { person, bytes } of entries) {
      if (this.#mayStore.has(keyOf(person, bytes))) continue
      const all = new Contents()
      for (const update of this.#mayStoreOf.get(person) ?? []) all.take(update)
      if (Contents.lacking(Contents.of(bytes), all))
        this.fails('LV20', `words of ${person}, who may not write, are stored`)
    }
  }

  /** The server has handed a frame to a socket: what it says must be true now. */
  sent(wire: Wire, bytes: Uint8Array): void {
    if (this.#sound.has(bytes)) return
    this.#sound.add(bytes)
    this.counts.frames++
    const frame = decodeDown(bytes)
    if (frame?.kind === 'receipt') this.#receipted(wire, frame.n)
    else if (frame?.kind === 'refusal') this.counts.refusals++
    else if (frame?.kind === 'update' || frame?.kind === 'step-two') {
      const lacking = this.#disk?.generation.hoard.lacking(Contents.of(frame.update))
      if (lacking) this.fails('LV4', `${wire.owner.person} is sent ${lacking}, not on disk`)
    }
  }

  heard(wire: Wire, bytes: Uint8Array): void {
    if (bytes[0] !== FRAME.hello || !(wire.owner instanceof Tab)) return
    const frame = decodeDown(bytes)
    if (frame?.kind !== 'hello') return
    wire.owner.told = frame.hello
    // "Saved" speaks of that log from now on, also where it stood there before.
    wire.owner.isNew = true
  }

  /** What a tab shows is true now. */
  looks(tab: Tab): void {
    if (!tab.isNew || !tab.isAlive) return
    tab.isNew = false
    const { status, kept } = tab.replica
    const { kind } = status.value
    if (kind !== 'saved' && kind !== 'on-this-device' && !kept.value) return
    if (kind === 'saved') {
      this.counts.saved++
      const lacking = Hoard.lacking(Contents.in(tab.doc), this.#logsOf(tab))
      if (lacking) this.fails('RP3', `${tab.device.name} shows Saved without ${lacking}`)
      return
    }
    // What others wrote has been in the log; the device need not have synced it.
    const logs = this.#disk?.generations.map(({ hoard }) => hoard) ?? []
    const held = Contents.in(tab.doc)
    const lacking = Hoard.lacking(held, [...logs, ...tab.device.strict.values()])
    if (kind === 'on-this-device') this.counts.onDevice++
    else this.counts.kept++
    if (lacking) {
      this.fails('RP6', `${tab.device.name} shows ${kind}, kept ${kept.value}, without ${lacking}`)
    }
  }

  /** To a reader, Saved says nothing of others' words that a backup set back. */
  #logsOf({ told, replica }: Tab): Hoard[] {
    const { role } = replica
    const mayWrite = role.value !== null && can(role.value, 'write')
    const logs = this.#disk?.generations ?? []
    const own = logs.filter(({ logId, epoch }) => logId === told?.logId && epoch === told.epoch)
    return (mayWrite ? own : logs).map(({ hoard }) => hoard)
  }

  #receipted(wire: Wire, n: number): void {
    this.counts.receipts++
    const said = this.#saidOn(wire)
    const count = said.asks.get(n)
    if (count === undefined) {
      this.fails('LV5', `${wire.owner.person} is given receipt ${n}, which was not asked for`)
      return
    }
    for (let i = 0; i < count; i++) {
      const update = said.updates[i]
      const lacking = update && this.#disk?.generation.hoard.lacking(Contents.of(update))
      if (lacking) this.fails('LV5', `receipt ${n} of ${wire.owner.person} without ${lacking}`)
    }
    // What was true stays true; it need not be looked at again.
    said.updates.splice(0, count)
    for (const [asked, after] of said.asks) {
      if (asked <= n) said.asks.delete(asked)
      else said.asks.set(asked, after - count)
    }
  }

  #saidOn(wire: Wire): Said {
    const said = this.#said.get(wire) ?? { updates: [], asks: new Map(), highest: 0 }
    this.#said.set(wire, said)
    return said
  }
}

function keyOf(person: string, update: Uint8Array): string {
  return `${person} ${Buffer.from(update.buffer, update.byteOffset, update.length).toString('latin1')}`
}
