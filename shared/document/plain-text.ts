import type * as Y from 'yjs'
import { bodyOf } from './body.ts'
import { ATTRIBUTES } from './grammar.ts'
import { wordsOf } from './html.ts'
import { nestText } from './nest-text.ts'
import { readMarker, readText } from './reading.ts'

/** Blanks but the usual one between two words: a long first block has thousands of those. */
const ODD_BLANKS = /[^\S ]\s*| \s+/g

/** A document's words: the title is the first block ([DM13]), `text` has one line per block. */
export function plainText(doc: Y.Doc): { title: string; text: string } {
  const lines = readText(bodyOf(doc)).blocks.map(({ inline }) => wordsOf(inline))
  const [first = ''] = lines
  return { title: first.replaceAll(ODD_BLANKS, ' ').trim(), text: lines.join('\n') }
}

/** The document as text that reads like Markdown. */
export function markdownText(doc: Y.Doc): string {
  const defaults = Object.entries(ATTRIBUTES)
  const blocks = readText(bodyOf(doc)).blocks.map(({ marker, inline }) => {
    const { attributes } = readMarker(marker)
    const isDefault = ([name, value]: [string, unknown]) =>
      defaults.some(([known, meant]) => known === name && meant === value)
    const said = Object.entries(attributes).filter((one) => !isDefault(one))
    return { marker: Object.fromEntries(said), inline }
  })
  return nestText(blocks)
}
