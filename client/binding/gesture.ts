import * as Y from 'yjs'
import { type MovedRun, recordMove } from '../../shared/document/moved.ts'
import type { IdRun } from '../../shared/document/writing.ts'
import { must } from '../../shared/kit/assert.ts'
import type { BlockIndex } from './block-index.ts'
import { flatStartOf } from './positions.ts'
import { further, standInOf } from './stand-in.ts'
import { type EditorToken, tokenLength } from './tokens.ts'

/** So many cuts are remembered; one that nobody pasted in this time is pasted no more. */
const CUTS = 16
/** So few letters may be written anew by chance, where no border of blocks is. */
const BY_CHANCE = 8
/** What a leaf counts as among letters. */
const LEAF = '\ufffc'

/** Tokens in the order of the text: letters and leaves as one string, and what stands between them. */
interface Words {
  readonly letters: string
  /** Ids of the letters: `at` counts letters. */
  readonly runs: readonly { readonly at: number; readonly id: Y.ID; readonly length: number }[]
  /** Markers and fences in front of letter `at`; `says` which of both, and of what kind. */
  readonly marks: readonly { readonly at: number; readonly id: Y.ID; readonly says: string }[]
}

interface Cut extends Words {
  /** Taken out by the very change that is being written. */
  readonly isFresh: boolean
}

interface Piece {
  readonly token: EditorToken
  readonly id: Y.ID
}

/**
 * Knows again what a person took out when they bring it back elsewhere, by dragging, by a command or
 * by cut and paste, and records which new tokens stand for which old ones ([DM70]). Nothing of it
 * lies in the clipboard: what is pasted in another document, or twice, is a copy.
 */
export class Gesture {
  readonly #today: () => number
  #cuts: Cut[] = []
  #brought: Piece[] = []

  /** `today`: days since 1970. */
  constructor(today: () => number) {
    this.#today = today
  }

  /** These tokens were deleted, and nothing written in their place. `isAll`: all words of a block. */
  took(tokens: readonly EditorToken[], ids: readonly IdRun[], isAll: boolean): void {
    if (!isAll && !tokens.some(({ kind }) => kind === 'open' || kind === 'close')) return
    const cut = { ...wordsOf(piecesOf(tokens, ids)), isFresh: true }
    this.#cuts = [...this.#cuts.slice(1 - CUTS), cut]
  }

  /** These tokens were written; `ids` holds the first id of each. */
  brought(tokens: readonly EditorToken[], ids: readonly Y.ID[]): void {
    if (this.#cuts.length === 0) return
    for (const [at, token] of tokens.entries()) {
      this.#brought.push({ token, id: must(ids[at], 'each written token has its id') })
    }
  }

  /** Everything of one change was written: what of it was moved is put on record. */
  record(text: Y.Text, index: BlockIndex): void {
    if (this.#cuts.length === 0) return
    this.#match(text, index, this.#brought)
    this.#brought = []
    if (this.#cuts.at(-1)?.isFresh)
      this.#cuts = this.#cuts.map((cut) => ({ ...cut, isFresh: false }))
  }

  #match(text: Y.Text, index: BlockIndex, brought: readonly Piece[]): void {
    const size = brought.reduce((sum, { token }) => sum + tokenLength(token), 0)
    const cuts = this.#cuts.filter(({ letters }) => letters.length <= size)
    if (size === 0 || cuts.length === 0) return
    const words = wordsOf(inOrder(brought, text, index))
    const least = words.marks.length > 0 ? 1 : BY_CHANCE
    for (const cut of cuts.toReversed()) {
      if (cut.letters.length < least && !cut.isFresh) continue
      const runs = runsBetween(cut, words).flatMap((run) => goneOf(text, run))
      if (runs.length === 0) continue
      if (text.doc) recordMove(text.doc, { day: this.#today(), runs })
      return
    }
  }
}

function piecesOf(tokens: readonly EditorToken[], ids: readonly IdRun[]): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  let used = 0
  for (const token of tokens) {
    for (let done = 0; done < tokenLength(token); ) {
      const run = must(ids[at], 'every deleted token has its id')
      const length = Math.min(tokenLength(token) - done, run.length - used)
      const part =
        token.kind === 'text' ? { ...token, text: token.text.slice(done, done + length) } : token
      pieces.push({ token: part, id: further(run.id, used) })
      done += length
      used += length
      if (used === run.length) {
        at += 1
        used = 0
      }
    }
  }
  return pieces
}

function wordsOf(pieces: readonly Piece[]): Words {
  const runs: Words['runs'][number][] = []
  const marks: Words['marks'][number][] = []
  const letters: string[] = []
  let at = 0
  for (const { token, id } of pieces) {
    if (token.kind === 'open') marks.push({ at, id, says: `${token.node.type.name}` })
    else if (token.kind === 'close') marks.push({ at, id, says: '' })
    else {
      const said = token.kind === 'text' ? token.text : LEAF
      runs.push({ at, id, length: said.length })
      letters.push(said)
      at += said.length
    }
  }
  return { letters: letters.join(''), runs, marks }
}

/** As they lie in the text: a paste may be written from its end, and by several steps. */
function inOrder(pieces: readonly Piece[], text: Y.Text, index: BlockIndex): Piece[] {
  const placed = pieces.flatMap((piece) => {
    const flat = flatOf(text, index, piece.id)
    return flat === null ? [] : [{ piece, flat }]
  })
  placed.sort((a, b) => a.flat - b.flat)
  return placed.map(({ piece }) => piece)
}

/** Which tokens of `there` are those of `here`, if all its letters are found there in one. */
function runsBetween(here: Words, there: Words): MovedRun[] {
  const shift = here.letters === '' ? 0 : there.letters.indexOf(here.letters)
  if (shift < 0 || (here.letters === '' && there.letters !== '')) return []
  const runs: MovedRun[] = []
  let next = 0
  for (const old of here.runs) {
    // Both lie in order: what ends before this run begins is done with.
    while ((there.runs[next]?.at ?? Infinity) + (there.runs[next]?.length ?? 0) <= old.at + shift) {
      next += 1
    }
    for (let at = next; at < there.runs.length; at += 1) {
      const now = must(there.runs[at], 'a run that is there')
      const start = Math.max(old.at + shift, now.at)
      const end = Math.min(old.at + shift + old.length, now.at + now.length)
      if (start >= end) break
      const from = further(old.id, start - shift - old.at)
      runs.push({ from, to: further(now.id, start - now.at), length: end - start })
    }
  }
  const marks = marksBetween(here, there, shift)
  if (runs.length === 0 && marks.length < here.marks.length) return []
  return [...runs, ...marks].sort((a, b) => a.to.clock - b.to.clock)
}

/** Markers and fences between the same letters; at both ends only those next to the letters. */
function marksBetween(here: Words, there: Words, shift: number): MovedRun[] {
  const old = Map.groupBy(here.marks, ({ at }) => at)
  const now = Map.groupBy(there.marks, ({ at }) => at - shift)
  return [...old].flatMap(([at, mine]) => {
    const theirs = now.get(at) ?? []
    const length = Math.min(mine.length, theirs.length)
    if (mine.length !== theirs.length && at !== 0 && at !== here.letters.length) return []
    const [a, b] = at === 0 ? [mine.slice(-length), theirs.slice(-length)] : [mine, theirs]
    if (length === 0 || !a.slice(0, length).every(({ says }, one) => says === b[one]?.says))
      return []
    return a.slice(0, length).map(({ id }, one): MovedRun => {
      return { from: id, to: must(b[one], 'as many stand there').id, length: 1 }
    })
  })
}

/** Of what stands somewhere already this is a copy, no move; null for what is gone altogether. */
function goneOf({ doc }: Y.Text, run: MovedRun): MovedRun[] {
  const gone: MovedRun[] = []
  for (let done = 0; doc !== null && done < run.length; ) {
    const last = standInOf(doc, further(run.from, done), run.length - done)
    if (last === null) break
    const { item, id, length } = last
    if (item.deleted) gone.push({ from: id, to: further(run.to, done), length })
    done += length
  }
  return gone
}

function flatOf({ doc }: Y.Text, index: BlockIndex, id: Y.ID): number | null {
  const item = doc === null ? null : Y.getItem(doc.store, id)
  if (!(item instanceof Y.Item) || item.deleted) return null
  return flatStartOf(index, item) + id.clock - item.id.clock
}
