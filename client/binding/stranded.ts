import * as Y from 'yjs'
import { type Formats, NO_FORMATS, withFormat } from '../../shared/document/formats.ts'
import { FENCE } from '../../shared/document/grammar.ts'
import { type MovedRun, recordMove } from '../../shared/document/moved.ts'
import {
  isMarkerItem,
  leafData,
  type Piece,
  piecesOf,
  resetsFormats,
} from '../../shared/document/pieces.ts'
import {
  FlatWriter,
  FROM_BEGINNING,
  type Start,
  type Token,
} from '../../shared/document/writing.ts'
import { must } from '../../shared/kit/assert.ts'
import { besideOf, type Double, type Lineage, wentElsewhere } from './lineage.ts'
import { deleteRange, further, type StandIn, siteOf, standInOf } from './stand-in.ts'
import { keptOf } from './standing.ts'

/** So many items are looked at to find where a block that was moved away ended. */
const REACH = 10_000
/** So many of those before and behind them are asked who took them. */
const ASKED_AT_MOST = 64

/** Words that were left behind, and the token that they belong behind. */
export interface Stranded {
  readonly items: readonly Y.Item[]
  readonly behind: StandIn
}

/**
 * [DM72] The words that begin at `suspect`, if they stand inside of what was moved away; `answers`
 * says for whose words we do. Null also while what stands before them has an author who moves it.
 */
export function strandedAt(
  doc: Y.Doc,
  lineage: Lineage,
  suspect: Y.ID,
  answers: (client: number) => boolean,
): Stranded | 'not-now' | 'settled' {
  const first = standInOf(doc, suspect, 1)
  if (first === null || first.item.deleted || !Y.compareIDs(first.id, suspect)) return 'settled'
  const left = besideOf(doc, first.item, 'left')
  if (!left?.deleted || !Y.compareIDs(first.item.id, suspect)) return 'settled'
  const behind = awayFrom(doc, lineage.doubles, left.lastId)
  if (behind === null) return 'not-now'
  if (isFence(behind)) return 'settled'
  const items = runFrom(doc, first.item, answers)
  const last = items.at(-1)
  if (last === undefined) return 'not-now'
  return goesOnBehind(doc, lineage, left, last) ? { items, behind } : 'settled'
}

/** Writes them where they belong, deletes them where they are, and puts on record that it did. */
export function bringHome(
  transaction: Y.Transaction,
  text: Y.Text,
  { items, behind }: Stranded,
  day: number,
): void {
  const home = homeOf(behind)
  const pieces = items.flatMap((item) => placedPieces(item))
  const tokens = pieces.map(({ token }) => token)
  const { ids } = new FlatWriter(transaction, text).insert(home.index, tokens, home.start)
  const runs = pieces.map(({ id, length }, at): MovedRun => {
    return { from: id, to: must(ids[at], 'each written token has its id'), length }
  })
  for (const { id, length } of items.map(({ id, length }) => ({ id, length }))) {
    deleteRange(transaction, id, length)
  }
  recordMove(transaction.doc, { day, runs })
}

/** What stands elsewhere for a token that is gone here; null if nothing does. */
function awayFrom(doc: Y.Doc, doubles: readonly Double[], id: Y.ID): StandIn | null {
  const found = standInOf(doc, id, 1)
  const last = found && keptOf(doc, doubles, found)
  if (last === null || last.item.deleted) return null
  return Y.compareIDs(siteOf(doc, last.id), siteOf(doc, id)) ? null : last
}

/** Live tokens side by side for which we answer. */
function runFrom(doc: Y.Doc, first: Y.Item, answers: (client: number) => boolean): Y.Item[] {
  const items: Y.Item[] = []
  let item: Y.Item | null = first
  while (item !== null && items.length < REACH) {
    if (item.deleted ? wentElsewhere(doc, item) : item.countable && !answers(item.id.client)) break
    if (!item.deleted && item.countable) items.push(item)
    item = item.right
  }
  return items
}

/**
 * The block that was moved away goes on behind these words: one gesture took both sides. What stands
 * at once before them may be other words left behind, which came home before.
 */
function goesOnBehind(doc: Y.Doc, lineage: Lineage, left: Y.Item, last: Y.Item): boolean {
  const before: Y.ID[] = []
  for (let item: Y.Item | null = left; item !== null && before.length < ASKED_AT_MOST; ) {
    if (item.deleted && wentElsewhere(doc, item)) before.push(item.lastId)
    item = besideOf(doc, item, 'left')
    if (item?.deleted === false) break
  }
  let item = last.right
  let asked = 0
  for (let steps = 0; item !== null && asked < ASKED_AT_MOST && steps < REACH; steps += 1) {
    const { id, deleted } = item
    if (deleted && wentElsewhere(doc, item)) {
      asked += 1
      if (before.some((one) => lineage.moves.wentTogether(one, id))) {
        return awayFrom(doc, lineage.doubles, id) !== null
      }
    }
    item = item.right
  }
  return false
}

interface Placed {
  readonly token: Token
  readonly id: Y.ID
  readonly length: number
}

function placedPieces(item: Y.Item): Placed[] {
  let formats = formatsAt(item)
  let id = item.id
  return piecesOf(item).map((piece) => {
    const placed = { token: tokenOf(piece, formats), id, length: piece.length }
    if (piece.kind === 'marker' || piece.kind === 'fence') formats = NO_FORMATS
    id = further(id, piece.length)
    return placed
  })
}

function tokenOf(piece: Piece, formats: Formats): Token {
  switch (piece.kind) {
    case 'marker':
      return { kind: 'marker', attributes: attributesOf(piece.map) }
    case 'fence':
      return { kind: 'fence' }
    case 'text':
      return { kind: 'text', text: piece.text, formats }
    case 'leaf':
      return { kind: 'leaf', data: leafData(piece.content), formats }
  }
}

/** Records of a block are about that very block, and do not come along. */
function attributesOf(map: Y.Map<unknown>): Record<string, unknown> {
  const said = [...map.entries()].filter(([key]) => !key.startsWith('$'))
  return Object.fromEntries(said.map(([key, value]) => [key, leafData(value)]))
}

/** The formats in force in front of an item. */
function formatsAt(item: Y.Item): Formats {
  const said: Y.ContentFormat[] = []
  for (let left = item.left; left !== null; left = left.left) {
    if (left.deleted) continue
    if (left.content instanceof Y.ContentFormat) said.push(left.content)
    else if (resetsFormats(left)) break
  }
  return said.reduceRight((now, { key, value }) => withFormat(now, key, value), NO_FORMATS)
}

interface Home {
  readonly start: Start
  /** The index behind the token, as `start` counts. */
  readonly index: number
}

function homeOf({ item, id }: StandIn): Home {
  let count = id.clock - item.id.clock + 1
  for (let left: Y.Item | null = item; left !== null; left = left.left) {
    if (left.deleted || !left.countable) continue
    if (isMarkerItem(left)) {
      return { start: { item: left, index: 0 }, index: left === item ? 1 : count + 1 }
    }
    if (left !== item) count += left.length
  }
  return { start: FROM_BEGINNING, index: count }
}

function isFence({ item: { content, id: first }, id }: StandIn): boolean {
  return content instanceof Y.ContentString && content.str[id.clock - first.clock] === FENCE
}
