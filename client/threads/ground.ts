import type { Node } from '@tiptap/pm/model'
import type { Ground, Span } from '../../shared/threads/anchor.ts'
import { type Anchor, encodePosition, type Quote } from '../../shared/threads/anchor-schema.ts'
import { quoteOf } from '../../shared/threads/anchor-words.ts'
import type { Binding } from '../binding/binding.ts'
import { layoutOf } from './reading.ts'

/** So far around the words their context is looked for; leaves may read as nothing. */
const CONTEXT_REACH = 256

/** What a new thread is about. */
export type Target =
  | { readonly kind: 'text'; readonly from: number; readonly to: number }
  | { readonly kind: 'block'; readonly pos: number }
  | { readonly kind: 'document' }

/** The open document, where anchors are looked for. */
export function groundOf(binding: Binding, doc: Node): Ground {
  const layout = layoutOf(doc)
  return {
    standing: (position) => binding.standing(position),
    blockRange: (id) => binding.blockRange(id),
    blockAt: (pos) => layout.blockAt(pos),
    words: (span) => layout.words(span),
    letters: () => layout.letters(),
    lettersAround: (span, margin) => layout.lettersAround(span, margin),
  }
}

/**
 * An anchor that holds on to the first and the last letter of the words. Where there are no words it
 * is the block's, where there is no block to hold on to the document's. [AN6]
 */
export function anchorFor(binding: Binding, doc: Node, target: Target): Anchor {
  switch (target.kind) {
    case 'document':
      return { kind: 'document' }
    case 'block':
      return blockAnchor(binding, doc, target.pos) ?? { kind: 'document' }
    case 'text':
      return textAnchor(binding, doc, target) ?? anchorFor(binding, doc, blockOf(target))
  }
}

/** The anchor of the same words where they stand now; what was quoted first stays quoted. */
export function anchorAnew(binding: Binding, doc: Node, old: Anchor, span: Span): Anchor | null {
  if (old.kind === 'text') return textAnchor(binding, doc, span, old.quote.exact)
  return old.kind === 'block' ? blockAnchor(binding, doc, span.from) : null
}

/** Null where nothing is written. */
function textAnchor(binding: Binding, doc: Node, span: Span, exact?: string): Anchor | null {
  const letters = layoutOf(doc).lettersAround(span)
  if (letters.text === '') return null
  const { from, to } = letters.span(0, letters.text.length)
  const quote = quoteAt(doc, { from, to })
  return {
    kind: 'text',
    start: encodePosition(binding.relativePosition(from, 0)),
    end: encodePosition(binding.relativePosition(to, -1)),
    block: binding.blockId(from),
    quote: { ...quote, exact: exact ?? quote.exact },
  }
}

/** Null for words whose block somebody deleted: they have no id. */
function blockAnchor(binding: Binding, doc: Node, pos: number): Anchor | null {
  const block = layoutOf(doc).blockAt(pos)
  const id = block && binding.blockId(block.from)
  if (!block || id === null) return null
  return { kind: 'block', block: id, quote: quoteAt(doc, block) }
}

function blockOf({ from }: Span): Target {
  return { kind: 'block', pos: from }
}

function quoteAt(doc: Node, { from, to }: Span): Quote {
  const layout = layoutOf(doc)
  const before = layout.words({ from: Math.max(0, from - CONTEXT_REACH), to: from })
  const after = layout.words({ from: to, to: Math.min(doc.content.size, to + CONTEXT_REACH) })
  return quoteOf(layout.words({ from, to }), before, after)
}
