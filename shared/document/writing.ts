import * as Y from 'yjs'
import { assert } from '../kit/assert.ts'
import {
  type Formats,
  formatValue,
  NO_FORMATS,
  sameFormats,
  sameValue,
  withFormat,
} from './formats.ts'
import { FENCE } from './grammar.ts'
import { resetsFormats } from './pieces.ts'

// Writes the items Y.Text would write, but lets formats end with their block: with Y.Text's own
// insert and format a run whose end somebody else deletes leaks to the end of the document ([DM30]).

export type Token =
  | { readonly kind: 'marker'; readonly attributes: Readonly<Record<string, unknown>> }
  | { readonly kind: 'fence' }
  | { readonly kind: 'text'; readonly text: string; readonly formats: Formats }
  | { readonly kind: 'leaf'; readonly data: unknown; readonly formats: Formats }

/** A live marker and its index, from which a walk may start: formats are known there. */
export interface Start {
  readonly item: Y.Item | null
  readonly index: number
}

export const FROM_BEGINNING: Start = { item: null, index: 0 }

/** What an insertion made: its markers in order, and the id of the first token of each one given. */
export interface Inserted {
  readonly markers: readonly Y.Map<unknown>[]
  readonly ids: readonly Y.ID[]
}

/** Tokens of one item, from `id` on. */
export interface IdRun {
  readonly id: Y.ID
  readonly length: number
}

interface Place {
  left: Y.Item | null
  right: Y.Item | null
  formats: Formats
}

export class FlatWriter {
  /** Something could not be written as it was given (half a surrogate pair, a fence in the words). */
  distorted = false
  readonly #transaction: Y.Transaction
  readonly #text: Y.Text

  constructor(transaction: Y.Transaction, text: Y.Text) {
    this.#transaction = transaction
    this.#text = text
  }

  /** `start` lies before `index`. */
  insert(index: number, tokens: readonly Token[], start = FROM_BEGINNING): Inserted {
    const place = this.#seek(index, start)
    const first = tokens[0]
    if (first && 'formats' in first) passFormatsUntil(place, first.formats)
    const after = place.formats
    let now = after
    const markers: Y.Map<unknown>[] = []
    const ids: Y.ID[] = []
    for (const token of tokens) {
      // An item without length shares its id with the next one: Yjs orders them differently elsewhere.
      assert(token.kind !== 'text' || token.text !== '', 'words that are written are not empty')
      if ('formats' in token) now = this.#turn(place, now, token.formats)
      else now = NO_FORMATS
      const content = this.#contentOf(token)
      if (token.kind === 'marker') markers.push((content as Y.ContentType).type as Y.Map<unknown>)
      ids.push(this.#put(place, content).id)
    }
    if (!atBlockEnd(place.right)) this.#turn(place, now, after)
    return { markers, ids }
  }

  /** Gives what it deleted, in order. */
  delete(index: number, length: number, start = FROM_BEGINNING): IdRun[] {
    const place = this.#seek(index, start)
    let after = place.formats
    let now = place.formats
    let left = length
    const doomed: Y.Item[] = []
    for (let item = place.right; item !== null && left > 0; item = item.right) {
      if (!item.deleted && item.content instanceof Y.ContentFormat) {
        after = withFormat(after, item.content.key, item.content.value)
        now = withFormat(now, item.content.key, item.content.value)
      } else if (!item.deleted && item.countable) {
        this.#split(item, left)
        left -= item.length
        doomed.push(item)
        if (resetsFormats(item)) after = NO_FORMATS
      }
      place.left = item
      place.right = item.right
    }
    for (const item of doomed) item.delete(this.#transaction)
    if (!atBlockEnd(place.right)) this.#turn(place, now, after)
    return doomed.map((item) => ({ id: item.id, length: item.length }))
  }

  /** Gives tokens of one block the value `value` (null: none) for the mark `key`. */
  format(index: number, length: number, key: string, value: unknown, start = FROM_BEGINNING): void {
    const place = this.#seek(index, start)
    let original = formatValue(place.formats, key)
    if (!sameValue(original, value)) this.#put(place, new Y.ContentFormat(key, value as object))
    let left = length
    for (let item = place.right; item !== null && left > 0; item = item.right) {
      if (!item.deleted && item.content instanceof Y.ContentFormat) {
        if (item.content.key === key) {
          original = item.content.value as unknown
          item.delete(this.#transaction)
        }
      } else if (!item.deleted && item.countable) {
        this.#split(item, left)
        left -= item.length
      }
      place.left = item
      place.right = item.right
    }
    if (sameValue(original, value) || atBlockEnd(place.right)) return
    if (!formatFollows(place.right, key))
      this.#put(place, new Y.ContentFormat(key, original as object))
  }

  /** The Yjs type or value of the leaf at `index`. */
  contentAt(index: number, start = FROM_BEGINNING): unknown {
    let { right } = this.#seek(index, start)
    while (right !== null && (right.deleted || !right.countable)) right = right.right
    return right?.content.getContent()[0] as unknown
  }

  /** Directly behind the token before `index`, in front of any deleted or format item. */
  #seek(index: number, start: Start): Place {
    const place: Place =
      start.item !== null && index > start.index
        ? { left: start.item, right: start.item.right, formats: NO_FORMATS }
        : { left: null, right: this.#text._start, formats: NO_FORMATS }
    let left = place.left === null ? index : index - start.index - 1
    while (place.right !== null && left > 0) {
      const item = place.right
      if (!item.deleted && item.content instanceof Y.ContentFormat) {
        place.formats = withFormat(place.formats, item.content.key, item.content.value)
      } else if (!item.deleted && item.countable) {
        this.#split(item, left)
        left -= item.length
        if (resetsFormats(item)) place.formats = NO_FORMATS
      }
      place.left = item
      place.right = item.right
    }
    return place
  }

  #split(item: Y.Item, length: number): void {
    if (length >= item.length) return
    if (item.content instanceof Y.ContentString && splitsPair(item.content.str, length)) {
      this.distorted = true
    }
    const { client, clock } = item.id
    Y.getItemCleanStart(this.#transaction, Y.createID(client, clock + length))
  }

  #put(place: Place, content: Y.Item['content']): Y.Item {
    const { doc } = this.#transaction
    const { left, right } = place
    const id = Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID))
    const leftId = left === null ? null : left.lastId
    const rightId = right === null ? null : right.id
    const item = new Y.Item(id, left, leftId, right, rightId, this.#text, null, content)
    item.integrate(this.#transaction, 0)
    place.left = item
    place.right = item.right
    return item
  }

  /** Puts the formats that lead from `now` to `want`. */
  #turn(place: Place, now: Formats, want: Formats): Formats {
    if (now === want) return want
    for (const key of Object.keys({ ...now, ...want })) {
      const value = formatValue(want, key)
      if (!sameValue(formatValue(now, key), value)) {
        this.#put(place, new Y.ContentFormat(key, value as object))
      }
    }
    return want
  }

  #contentOf(token: Token): Y.Item['content'] {
    switch (token.kind) {
      case 'marker':
        return new Y.ContentType(new Y.Map(Object.entries(token.attributes)))
      case 'fence':
        return new Y.ContentString(FENCE)
      case 'text':
        return new Y.ContentString(this.#clean(token.text))
      case 'leaf':
        return isLeafMap(token.data)
          ? new Y.ContentType(new Y.Map(Object.entries(token.data)))
          : new Y.ContentEmbed(token.data as object)
    }
  }

  /** Length is kept, so that the indices of what follows stay true. */
  #clean(text: string): string {
    const clean = text.replaceAll(FENCE, ' ').toWellFormed()
    if (clean !== text) this.distorted = true
    return clean
  }
}

/** Sets only the keys that changed: concurrent changes of other keys both stay ([DM22]). */
export function setKeys(
  map: Y.Map<unknown>,
  old: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): void {
  for (const key of Object.keys({ ...old, ...now })) {
    const had = Object.hasOwn(old, key)
    if (!Object.hasOwn(now, key)) map.delete(key)
    else if (!had || !sameValue(old[key], now[key])) map.set(key, now[key])
  }
}

function isLeafMap(data: unknown): data is object {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, 't')
}

function passFormatsUntil(place: Place, want: Formats): void {
  let { left, right, formats } = place
  while (!sameFormats(formats, want)) {
    if (right === null || !(right.deleted || right.content instanceof Y.ContentFormat)) return
    if (!right.deleted && right.content instanceof Y.ContentFormat) {
      formats = withFormat(formats, right.content.key, right.content.value)
    }
    left = right
    right = right.right
  }
  Object.assign(place, { left, right, formats })
}

/** Does nothing but deleted and format items stand between here and a marker, a fence or the end? */
function atBlockEnd(from: Y.Item | null): boolean {
  let item = from
  while (item !== null && (item.deleted || !item.countable)) item = item.right
  if (item === null) return true
  if (item.content instanceof Y.ContentString) return item.content.str.startsWith(FENCE)
  return resetsFormats(item)
}

function formatFollows(from: Y.Item | null, key: string): boolean {
  let item = from
  while (item !== null) {
    const isFormat = item.content instanceof Y.ContentFormat
    if (!item.deleted && item.content instanceof Y.ContentFormat && item.content.key === key) {
      return true
    }
    if (!item.deleted && !isFormat) return false
    item = item.right
  }
  return false
}

function splitsPair(text: string, at: number): boolean {
  const code = text.charCodeAt(at - 1)
  return code >= 0xd800 && code <= 0xdbff
}
