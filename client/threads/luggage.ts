import type { Mapping } from '@tiptap/pm/transform'
import type { Span } from '../../shared/threads/anchor.ts'
import { matchAll } from '../../shared/threads/anchor-match.ts'
import type { Quote } from '../../shared/threads/anchor-schema.ts'
import { quoteOf } from '../../shared/threads/anchor-words.ts'
import type { Queued, Touched } from './highlights.ts'
import { layoutOf } from './reading.ts'

/** So many cuts are remembered; one nobody pasted in this time is pasted no more. */
const CUTS = 64
const CONTEXT = 64

/** A thread whose words were taken out, and everything that was taken out with them. */
interface Piece {
  readonly thread: string
  readonly letters: string
  /** Where in the letters its own begin and end. */
  readonly from: number
  readonly to: number
  readonly quote: Quote
}

/**
 * What a person takes out of a document and brings back elsewhere: by cut and paste, by dragging, or
 * by a command that writes words anew. Nothing of it lies in the clipboard, so another document never
 * hears of a thread. [AN8]
 */
export class Luggage {
  #pieces: Piece[] = []

  /** The threads whose words this edit brought back, and where they stand behind it. */
  carry({ transaction, touched }: Queued): Map<string, Span> {
    for (const one of touched) this.#pack(transaction, one)
    return this.#pieces.length === 0 ? new Map() : this.#unpack(transaction)
  }

  #pack({ docs, mapping }: Queued['transaction'], { thread, from, to }: Touched): void {
    for (const [at, doc] of docs.entries()) {
      const done = mapping.slice(0, at)
      const span = { from: done.map(from, 1), to: done.map(to, -1) }
      if (span.from >= span.to) return
      const all = takenWith(mapping, at, span)
      if (!all) continue
      const layout = layoutOf(doc)
      const letters = layout.lettersAround(all).text
      const before = layout.lettersAround({ from: all.from, to: span.from }).text.length
      const own = layout.lettersAround(span).text.length
      const start = { from: Math.max(0, span.from - CONTEXT), to: span.from }
      const end = { from: span.to, to: Math.min(doc.content.size, span.to + CONTEXT) }
      const [words, left, right] = [span, start, end].map((part) => layout.words(part))
      if (own === 0) return
      const quote = quoteOf(words ?? '', left ?? '', right ?? '')
      this.#pieces = this.#pieces.filter((piece) => piece.thread !== thread).slice(1 - CUTS)
      this.#pieces.push({ thread, letters, from: before, to: before + own, quote })
      return
    }
  }

  #unpack({ doc, mapping }: Queued['transaction']): Map<string, Span> {
    const found = new Map<string, Span>()
    for (const span of broughtBy(mapping)) {
      const here = layoutOf(doc).lettersAround(span)
      for (const { thread, letters, from, to, quote } of this.#pieces) {
        const whole = here.text.indexOf(letters)
        const match =
          whole >= 0
            ? { from: whole + from, to: whole + to }
            : (matchAll(here.text, [quote])[0] ?? null)
        if (match) found.set(thread, here.span(match.from, match.to))
      }
    }
    return found
  }
}

/** The range that step `at` takes out, if all of the span lies in it. */
function takenWith(mapping: Mapping, at: number, span: Span): Span | null {
  let found: Span | null = null
  mapping.maps[at]?.forEach((from, to) => {
    // Of a block that is rewritten the marks at its ends may stay.
    if (from <= span.from + 1 && span.to - 1 <= to && to - from > 1) found = { from, to }
  })
  return found
}

/** What each step brings, in positions behind the last one. */
function broughtBy(mapping: Mapping): Span[] {
  const spans: Span[] = []
  for (const [at, map] of mapping.maps.entries()) {
    const rest = mapping.slice(at + 1)
    map.forEach((_from, _to, start, end) => {
      const span = { from: rest.map(start, 1), to: rest.map(end, -1) }
      if (span.to - span.from > 1) spans.push(span)
    })
  }
  return spans
}
