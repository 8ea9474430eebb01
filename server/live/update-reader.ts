/**
 * Reads a Yjs v1 update as far as the hot path has to know it: no content is kept, and hardly
 * anything is made that a collector would have to clear away. Yjs itself would build an item for
 * every struct, and a hundred thousand of those keep two processors busy.
 */
import { createDecoder, type Decoder } from 'lib0/decoding'
import { readNumber } from '../../shared/wire/frame.ts'
import type { Range } from './clock-set.ts'
import { ContentReader, MalformedError } from './struct-content.ts'

/** How many of each an update may have. A step 2 always brings the whole delete set. */
export interface ShapeBounds {
  structs: number
  deletes: number
  /** It lies in our log: what was taken once stays readable, whatever we refuse today. */
  isOwn?: true
}

/** Where a struct hangs, in place of the client id of its neighbour. */
export const IN_ROOT = -1
export const NESTED = -2
/** Collected, or left out: it hangs nowhere. */
export const GONE = -3
export const LEFT_OUT = -4

/** The structs of one client, `start` to `end` in the columns. */
export interface Section {
  readonly client: number
  readonly start: number
  end: number
  /** Where its bytes end. */
  endsAt: number
}

/** One row for each struct, in columns. */
export class Structs {
  readonly sections: Section[] = []
  readonly from: number[] = []
  readonly to: number[] = []
  /** A negative place, or the client of the neighbour it stands beside. */
  readonly hangsBy: number[] = []
  readonly hangsAt: number[] = []
  readonly isType: boolean[] = []
  /** Where the bytes of each begin. */
  readonly beginsAt: number[] = []
}

export interface ReadUpdate {
  structs: Structs
  deletes: Range[]
  /** Where the bytes of the deletes begin. */
  deletesAt: number
  /** Per client the clock up to which structs must be there for these to fit in. */
  needs: Map<number, number>
  /** It has what makes replicas lose their way: empty items, values nested too deep. */
  isPoison: boolean
  /** It is not as any Yjs writes it, or stands where replicas throw or differ. */
  isForged: boolean
}

export class TooManyError extends Error {}

/** @throws MalformedError or what lib0 throws; TooManyError beyond the bounds. */
export function readUpdate(update: Uint8Array, bounds: ShapeBounds): ReadUpdate {
  const reader = new UpdateReader(update, bounds)
  reader.read()
  return reader
}

// Bits of the byte before each struct.
export const HAS_LEFT = 0x80
export const HAS_RIGHT = 0x40
export const HAS_KEY = 0x20
export const CONTENT = 0x1f
export const SKIP = 10

class UpdateReader implements ReadUpdate {
  readonly structs = new Structs()
  readonly deletes: Range[] = []
  readonly needs = new Map<number, number>()
  deletesAt = 0
  isPoison = false
  isForged = false
  readonly #decoder: Decoder
  readonly #content: ContentReader
  #structsLeft: number
  #deletesLeft: number

  constructor(update: Uint8Array, bounds: ShapeBounds) {
    this.#decoder = createDecoder(update)
    this.#content = new ContentReader(this.#decoder)
    this.#structsLeft = bounds.structs
    this.#deletesLeft = bounds.deletes
  }

  read(): void {
    // Clients come in falling order, each once. Merging takes that for granted and leaves words out
    // where it is not so; applying forgets all but the last of the same.
    let last = Number.POSITIVE_INFINITY
    for (let sections = this.#number(); sections > 0; sections--) {
      const structs = this.#number()
      const client = this.#number()
      if (client >= last) this.isForged = true
      last = client
      this.#readSection(client, structs)
    }
    this.deletesAt = this.#decoder.pos
    for (let clients = this.#number(); clients > 0; clients--) this.#readDeletes()
    // lib0 does not look where the message ends when it reads texts and bytes.
    if (this.#decoder.pos !== this.#decoder.arr.length) throw new MalformedError()
    if (this.#content.isTooDeep) this.isPoison = true
  }

  #readSection(client: number, count: number) {
    const { sections, from: froms, to: tos, hangsBy, beginsAt } = this.structs
    const section = { client, start: froms.length, end: froms.length, endsAt: 0 }
    sections.push(section)
    let clock = this.#number()
    let newest: number | null = null
    for (let left = count; left > 0; left--) {
      if (--this.#structsLeft < 0) throw new TooManyError()
      froms.push(clock)
      beginsAt.push(this.#decoder.pos)
      const length = this.#readStruct(client, clock)
      if (length === 0) this.isPoison = true
      if (hangsBy[section.end] !== LEFT_OUT) newest = clock
      clock = sum(clock, length)
      tos.push(clock)
      section.end++
    }
    section.endsAt = this.#decoder.pos
    if (newest !== null) this.#need(client, newest)
  }

  /** Its length. */
  #readStruct(client: number, clock: number): number {
    const info = this.#decoder.arr[this.#decoder.pos++] ?? 0
    if (info === SKIP) return this.#put(LEFT_OUT, 0, this.#number())
    if ((info & CONTENT) === 0) return this.#put(GONE, 0, this.#number())
    let by = IN_ROOT
    let at = 0
    if (info & HAS_LEFT) {
      by = this.#number()
      at = this.#number()
      this.#refer(client, clock, by, at)
    }
    if (info & HAS_RIGHT) {
      const rightBy = this.#number()
      const rightAt = this.#number()
      this.#refer(client, clock, rightBy, rightAt)
      if (by === IN_ROOT) {
        by = rightBy
        at = rightAt
      } else if (by === rightBy && at === rightAt) this.isForged = true
    }
    if (by === IN_ROOT) {
      if (this.#number() === 1) this.#content.text()
      else {
        this.#refer(client, clock, this.#number(), this.#number())
        by = NESTED
      }
      if (info & HAS_KEY) this.#content.text()
    }
    const length = this.#content.read(info & CONTENT)
    return this.#put(by, at, length, this.#content.isType)
  }

  #put(by: number, at: number, length: number, isType = false): number {
    this.structs.hangsBy.push(by)
    this.structs.hangsAt.push(at)
    this.structs.isType.push(isType)
    return length
  }

  /**
   * Beside, or in, something that its own client has yet to write: Yjs looks for a client's own words
   * without asking whether they are there, and every replica would throw.
   */
  #refer(client: number, clock: number, toClient: number, toClock: number) {
    if (toClient === client && toClock >= clock) this.isForged = true
    this.#need(toClient, sum(toClock, 1))
  }

  #need(client: number, end: number) {
    if (end > (this.needs.get(client) ?? 0)) this.needs.set(client, end)
  }

  #number(): number {
    return readNumber(this.#decoder)
  }

  #readDeletes() {
    const client = this.#number()
    let most = 0
    for (let left = this.#number(); left > 0; left--) {
      const from = this.#number()
      if (--this.#deletesLeft < 0) throw new TooManyError()
      const to = sum(from, this.#number())
      // A delete of nothing makes Yjs throw where the text ends.
      if (to === from) this.isForged = true
      this.deletes.push({ client, from, to })
      most = Math.max(most, to)
    }
    if (most > 0) this.#need(client, most)
  }
}

function sum(clock: number, length: number): number {
  const end = clock + length
  if (!Number.isSafeInteger(end)) throw new MalformedError()
  return end
}
