import * as Y from 'yjs'
import { decodeMove, type MovedRun, type MoveRecord, movedOf } from '../../shared/document/moved.ts'

/** As long as what somebody wrote offline may still come; anchors were issued anew long before. */
const KEPT_DAYS = 30

/** A record of a move, and its key among the records. */
export interface KnownMove extends MoveRecord {
  readonly key: string
}

interface Entry extends MovedRun {
  readonly move: KnownMove
}

/** The records of moves that this replica has read, found by either end. */
export class Moves {
  readonly all: KnownMove[] = []
  readonly #records: Y.Map<unknown>
  readonly #from = new Map<number, Entry[]>()
  readonly #to = new Map<number, Entry[]>()

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
    this.all.push(move)
    for (const run of move.runs) {
      const entry = { ...run, move }
      entriesOf(this.#from, run.from.client).push(entry)
      entriesOf(this.#to, run.to.client).push(entry)
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
    return this.#to.get(id.client)?.some(({ to, length }) => holds(to, length, id)) ?? false
  }

  /** Did one gesture take or bring both tokens? */
  wentTogether(one: Y.ID, other: Y.ID): boolean {
    const others = new Set(this.#movesOf(other))
    return this.#movesOf(one).some((move) => others.has(move))
  }

  #movesOf(id: Y.ID): KnownMove[] {
    const taken = this.#from.get(id.client)?.filter(({ from, length }) => holds(from, length, id))
    const brought = this.#to.get(id.client)?.filter(({ to, length }) => holds(to, length, id))
    return [...(taken ?? []), ...(brought ?? [])].map(({ move }) => move)
  }
}

function entriesOf(map: Map<number, Entry[]>, client: number): Entry[] {
  const known = map.get(client)
  if (known) return known
  const entries: Entry[] = []
  map.set(client, entries)
  return entries
}

function holds(first: Y.ID, length: number, { clock }: Y.ID): boolean {
  return clock >= first.clock && clock < first.clock + length
}
