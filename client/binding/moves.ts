import * as Y from 'yjs'
import { decodeMove, type MoveRecord, movedOf } from '../../shared/document/moved.ts'

/** As long as what somebody wrote offline may still come; anchors were issued anew long before. */
const KEPT_DAYS = 30

/** Of so many tokens at most it is known where they went; whoever writes nonsense fills no more. */
const TOKENS_AT_MOST = 20_000_000
/** Runs are found by the stretches of so many clocks that they touch, so many by each. */
const STRETCH = 256
const RUNS_AT_MOST = 512

/** A record of a move, and its key among the records. */
export interface KnownMove extends MoveRecord {
  readonly key: string
}

interface Entry {
  readonly first: Y.ID
  readonly length: number
  readonly move: KnownMove
}

/** The records of moves that this replica has read, found by either end. */
export class Moves {
  readonly all: KnownMove[] = []
  readonly #records: Y.Map<unknown>
  readonly #from = new Map<string, Entry[]>()
  readonly #to = new Map<string, Entry[]>()
  #tokens = 0

  constructor(doc: Y.Doc) {
    this.#records = movedOf(doc)
  }

  get any(): boolean {
    return this.all.length > 0
  }

  /** All records that are there, learned. */
  readAll(): KnownMove[] {
    return [...this.#records._map.values()].flatMap((item) => this.read(item) ?? [])
  }

  /** The record that an item holds, learned; null for any other item. */
  read({ content, parent, parentSub, id }: Y.Item): KnownMove | null {
    if (parent !== this.#records || parentSub === null) return null
    if (!(content instanceof Y.ContentAny)) return null
    // Whoever writes speaks for copies of their own only.
    const record = decodeMove(content.arr.at(-1), id.client)
    if (record === null) return null
    const move = { ...record, key: parentSub }
    for (const { length } of move.runs) this.#tokens += length
    if (this.#tokens > TOKENS_AT_MOST) return null
    this.all.push(move)
    for (const { from, to, length } of move.runs) {
      enter(this.#from, { first: from, length, move })
      enter(this.#to, { first: to, length, move })
    }
    return move
  }

  /** Takes away the records that nobody needs any more ([DM76]). */
  prune(today: number): void {
    for (const key of this.#outdated(today)) this.#records.delete(key)
  }

  hasOutdated(today: number): boolean {
    return this.#outdated(today).length > 0
  }

  /** Also what a clock far ahead dated: else it would stay for ever. */
  #outdated(today: number): string[] {
    const old = this.all.filter(({ day }) => Math.abs(today - day) > KEPT_DAYS)
    return old.map(({ key }) => key).filter((key) => this.#records.has(key))
  }

  /** Was this token written as the copy of another one? */
  isCopy(id: Y.ID): boolean {
    return entriesAt(this.#to, id).length > 0
  }

  /** Did one gesture take or bring both tokens? */
  wentTogether(one: Y.ID, other: Y.ID): boolean {
    const others = new Set(this.#movesOf(other))
    return this.#movesOf(one).some((move) => others.has(move))
  }

  #movesOf(id: Y.ID): KnownMove[] {
    return [...entriesAt(this.#from, id), ...entriesAt(this.#to, id)].map(({ move }) => move)
  }
}

function enter(map: Map<string, Entry[]>, entry: Entry): void {
  const { client, clock } = entry.first
  const last = Math.floor((clock + entry.length - 1) / STRETCH)
  for (let stretch = Math.floor(clock / STRETCH); stretch <= last; stretch += 1) {
    const known = map.get(`${client}:${stretch}`)
    if (known === undefined) map.set(`${client}:${stretch}`, [entry])
    else if (known.length < RUNS_AT_MOST) known.push(entry)
  }
}

function entriesAt(map: Map<string, Entry[]>, { client, clock }: Y.ID): Entry[] {
  const near = map.get(`${client}:${Math.floor(clock / STRETCH)}`) ?? []
  return near.filter(({ first, length }) => clock >= first.clock && clock < first.clock + length)
}
