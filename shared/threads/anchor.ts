import { matchAll, matchHere } from './anchor-match.ts'
import { type Anchor, decodePosition, type Quote } from './anchor-schema.ts'
import { lettersOf, readsLike, saysSame } from './anchor-words.ts'

// Where an anchor points, as a function of nothing but the anchor and the text: whoever has the same
// text finds the same place ([AN1]). Nothing here is ever stored.

export interface Span {
  readonly from: number
  readonly to: number
}

/** `not-yet`: the text it speaks of has not arrived. `changed`: it no longer says what is quoted. */
export type Place =
  | { readonly kind: 'not-yet' }
  | ({ readonly kind: 'text'; readonly changed: boolean } & Span)
  | ({ readonly kind: 'block' } & Span)
  | { readonly kind: 'document' }
  | { readonly kind: 'orphan' }

/**
 * `held`: by tokens that live, so that only a change of the place itself can move it. What is not
 * held depends on the words of the whole document, and must be asked anew when they change.
 */
export interface Resolution {
  readonly place: Place
  readonly held: boolean
}

/** Some letters of a document, without white space, and where each stands. */
export interface Letters {
  readonly text: string
  /** What the letters `from` to `to` (end exclusive) cover. */
  span(from: number, to: number): Span
}

/** A document as anchors ask for it; positions are its own. */
export interface Ground {
  standing(
    position: NonNullable<ReturnType<typeof decodePosition>>,
  ): { readonly pos: number; readonly alive: boolean } | 'not-yet' | null
  blockRange(id: string): Span | 'not-yet' | null
  /** The block around a position. */
  blockAt(pos: number): Span | null
  /** What is read there. */
  words(span: Span): string
  letters(): Letters
  /** The letters there, and as many as `margin` on both sides. */
  lettersAround(span: Span, margin: number): Letters
}

export function resolve(anchors: readonly Anchor[], ground: Ground): Resolution[] {
  const seen = anchors.map((anchor) => resolveHere(anchor, ground))
  const lost = anchors.flatMap((anchor, at) =>
    seen[at] === null && anchor.kind !== 'document' ? [{ at, anchor }] : [],
  )
  if (lost.length === 0) return seen.map((one) => one ?? ORPHAN)
  const letters = ground.letters()
  const matches = matchAll(
    letters.text,
    lost.map(({ anchor }) => anchor.quote),
  )
  for (const [number, { at, anchor }] of lost.entries()) {
    const match = matches[number]
    if (!match) continue
    const span = letters.span(match.from, match.to)
    seen[at] = notHeld(anchor.kind === 'block' ? blockOf(span, ground) : textAt(span, false))
  }
  return seen.map((one) => one ?? ORPHAN)
}

const ORPHAN: Resolution = { place: { kind: 'orphan' }, held: false }
const NOT_YET: Resolution = { place: { kind: 'not-yet' }, held: false }

type TextAnchor = Extract<Anchor, { kind: 'text' }>

/** Null: the words are not where they were. [AN3] [AN4] */
function resolveHere(anchor: Anchor, ground: Ground): Resolution | null {
  switch (anchor.kind) {
    case 'document':
      return { place: { kind: 'document' }, held: true }
    case 'block': {
      const block = ground.blockRange(anchor.block)
      if (block === 'not-yet') return NOT_YET
      return block && { place: { kind: 'block', ...block }, held: true }
    }
    case 'text':
      return resolveText(anchor, ground)
  }
}

function resolveText(anchor: TextAnchor, ground: Ground): Resolution | null {
  const stood = whereStood(anchor, ground)
  if (stood === 'not-yet') return NOT_YET
  if (stood === null || stood.from >= stood.to) return null
  const { quote } = anchor
  const words = ground.words(stood)
  if (saysSame(words, quote)) return { place: textAt(stood, false), held: stood.alive }
  if (stood.alive) return { place: textAt(stood, true), held: true }
  const over = wordsOver(stood, quote, ground)
  if (over) return notHeld(textAt(over, false))
  return readsLike(words, quote) ? notHeld(textAt(stood, true)) : null
}

/** The whole quote, read over what is left of it: its ends were deleted and written again. */
function wordsOver(left: Span, quote: Quote, ground: Ground): Span | null {
  const letters = ground.lettersAround(left, lettersOf(quote.exact).length - 1)
  const match = matchHere(letters.text, quote)
  return match && letters.span(match.from, match.to)
}

/** `alive`: both its first and its last letter. */
function whereStood(
  { start, end }: TextAnchor,
  ground: Ground,
): (Span & { readonly alive: boolean }) | 'not-yet' | null {
  const [first, last] = [decodePosition(start), decodePosition(end)]
  const from = first && ground.standing(first)
  const to = last && ground.standing(last)
  if (from === 'not-yet' || to === 'not-yet') return 'not-yet'
  return from && to && { from: from.pos, to: to.pos, alive: from.alive && to.alive }
}

function textAt({ from, to }: Span, changed: boolean): Place {
  return { kind: 'text', from, to, changed }
}

function blockOf({ from }: Span, ground: Ground): Place {
  const block = ground.blockAt(from)
  return block ? { kind: 'block', ...block } : { kind: 'orphan' }
}

function notHeld(place: Place): Resolution {
  return { place, held: false }
}
