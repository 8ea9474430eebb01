import * as Y from 'yjs'

const FENCE = '\u001e'

type Run = string | { text: string; marks: Record<string, unknown> } | Leaf
interface Leaf {
  leaf: Record<string, unknown>
  marks?: Record<string, unknown>
}

/** Writes a block with nothing but Yjs: also such as no version of ours would write. */
export function appendBlock(
  doc: Y.Doc,
  attributes: Record<string, unknown> = {},
  ...runs: Run[]
): void {
  const body = doc.getText('body')
  doc.transact(() => {
    body.insertEmbed(body.length, mapOf(attributes), {})
    for (const run of runs) {
      if (typeof run === 'string') body.insert(body.length, run, {})
      // Copies: Yjs writes into the formats it is given.
      else if ('text' in run) body.insert(body.length, run.text, { ...run.marks })
      else body.insertEmbed(body.length, mapOf(run.leaf), { ...run.marks })
    }
    body.insert(body.length, FENCE, {})
  })
}

/** Types at a place of the flat text: at the nth letter of these words, or behind them. */
export function insertAt(doc: Y.Doc, words: string, offset: number, text: string): void {
  doc.getText('body').insert(indexOf(doc, words) + offset, text)
}

export function deleteWords(doc: Y.Doc, words: string): void {
  doc.getText('body').delete(indexOf(doc, words), words.length)
}

/** Enter in the middle: a fence and a new marker before the nth letter of these words. */
export function splitAt(doc: Y.Doc, words: string, offset: number): void {
  const body = doc.getText('body')
  const index = indexOf(doc, words) + offset
  doc.transact(() => {
    body.insert(index, FENCE, {})
    body.insertEmbed(index + 1, new Y.Map(), {})
  })
}

/** Deletes the block in which these words stand, with marker and fence. */
export function deleteBlockOf(doc: Y.Doc, words: string): void {
  const tokens = tokensOf(doc)
  const index = indexOf(doc, words)
  const start = tokens.lastIndexOf('\u0000', index)
  const end = tokens.indexOf(FENCE, index)
  doc.getText('body').delete(start, end + 1 - start)
}

/** The marker of the block in which these words stand. */
export function markerOf(doc: Y.Doc, words: string): Y.Map<unknown> {
  let index = tokensOf(doc).lastIndexOf('\u0000', indexOf(doc, words))
  for (let item = doc.getText('body')._start; item; item = item.right) {
    if (item.deleted || !item.countable) continue
    const { content } = item
    if (index === 0 && content instanceof Y.ContentType && content.type instanceof Y.Map) {
      return content.type
    }
    index -= item.length
  }
  throw new Error(`no marker before ${words}`)
}

function indexOf(doc: Y.Doc, words: string): number {
  const index = tokensOf(doc).indexOf(words)
  if (index < 0) throw new Error(`no ${words} in the document`)
  return index
}

/** One character a token: a marker is U+0000, a leaf U+FFFC. */
function tokensOf(doc: Y.Doc): string {
  let tokens = ''
  for (let item = doc.getText('body')._start; item; item = item.right) {
    if (item.deleted || !item.countable) continue
    const { content } = item
    if (content instanceof Y.ContentString) tokens += content.str
    else if (content instanceof Y.ContentType && content.type instanceof Y.Map) {
      tokens += content.type.has('t') ? '\uFFFC' : '\u0000'
    } else throw new Error(`a strange item in the body: ${content.constructor.name}`)
  }
  return tokens
}

function mapOf(values: Record<string, unknown>): Y.Map<unknown> {
  return new Y.Map(Object.entries(values))
}
