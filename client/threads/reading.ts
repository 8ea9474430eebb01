import type { Node } from '@tiptap/pm/model'
import { leafText } from '../../shared/document/html.ts'
import type { Letters, Span } from '../../shared/threads/anchor.ts'
import { lettersOf } from '../../shared/threads/anchor-words.ts'

// A ProseMirror document as anchors read it. Blocks are read once: nodes never change, so what was
// read of one is kept with it, and after a key only the block that was written in is read again.

interface BlockReading {
  readonly letters: string
  /** For each letter its offset in the block's content; made when first asked for. */
  offsets: readonly number[] | null
}

const readings = new WeakMap<Node, BlockReading>()

/** A run of blocks of one document, and in it the letters from `start` to `end`. */
export class BlockLetters implements Letters {
  readonly text: string
  readonly #layout: Layout
  readonly #first: number
  /** Letters before each block, counted from the first one's first. */
  readonly #sums: readonly number[]
  readonly #start: number

  constructor(layout: Layout, first: number, last: number, start = 0, end = Infinity) {
    this.#layout = layout
    this.#first = first
    const parts: string[] = []
    const sums: number[] = []
    let sum = 0
    for (let number = first; number <= last; number += 1) {
      const { letters } = readingOf(layout.doc.child(number))
      sums.push(sum)
      parts.push(letters)
      sum += letters.length
    }
    this.#sums = sums
    this.#start = start
    this.text = parts.join('').slice(start, end)
  }

  span(from: number, to: number): Span {
    return { from: this.#posOf(from), to: this.#posOf(to - 1) + 1 }
  }

  #posOf(letter: number): number {
    const at = letter + this.#start
    const block = lastUpTo(this.#sums, at)
    const number = this.#first + block
    const offset = offsetsOf(this.#layout.doc.child(number))[at - (this.#sums[block] ?? 0)]
    return (this.#layout.starts[number] ?? 0) + 1 + (offset ?? 0)
  }
}

/** Where the blocks of a document begin. */
export class Layout {
  readonly doc: Node
  readonly starts: readonly number[]

  constructor(doc: Node) {
    this.doc = doc
    const starts: number[] = []
    let pos = 0
    for (const { nodeSize } of doc.children) {
      starts.push(pos)
      pos += nodeSize
    }
    this.starts = starts
  }

  /** The block that `pos` lies in or begins; the last one for the end of the document. */
  numberAt(pos: number): number {
    return Math.max(0, lastUpTo(this.starts, pos))
  }

  blockAt(pos: number): Span | null {
    const from = this.starts[this.numberAt(pos)]
    return from === undefined
      ? null
      : { from, to: from + this.doc.child(this.numberAt(pos)).nodeSize }
  }

  /** What is read there; a border of blocks is a line break. */
  words({ from, to }: Span): string {
    const parts: string[] = []
    const last = this.numberAt(to)
    for (let number = this.numberAt(from); number <= last; number += 1) {
      const block = this.doc.child(number)
      const start = (this.starts[number] ?? 0) + 1
      const [first, end] = [Math.max(0, from - start), Math.min(block.content.size, to - start)]
      if (end >= 0) parts.push(first < end ? wordsIn(block, first, end) : '')
    }
    return parts.join('\n')
  }

  letters(): BlockLetters {
    return new BlockLetters(this, 0, this.doc.childCount - 1)
  }

  /** The letters of a span, and as many as `margin` on both sides. */
  lettersAround({ from, to }: Span, margin = 0): BlockLetters {
    let first = this.numberAt(from)
    let last = this.numberAt(to)
    let before = this.#lettersBefore(first, from)
    let behind = this.#lettersIn(last) - this.#lettersBefore(last, to)
    while (before < margin && first > 0) before += this.#lettersIn(--first)
    while (behind < margin && last < this.doc.childCount - 1) behind += this.#lettersIn(++last)
    let sum = 0
    for (let number = first; number <= last; number += 1) sum += this.#lettersIn(number)
    const end = sum - Math.max(0, behind - margin)
    return new BlockLetters(this, first, last, Math.max(0, before - margin), end)
  }

  #lettersIn(number: number): number {
    return readingOf(this.doc.child(number)).letters.length
  }

  /** Of the block's letters those in front of `pos`. */
  #lettersBefore(number: number, pos: number): number {
    const offset = pos - (this.starts[number] ?? 0) - 1
    return offset <= 0 ? 0 : lastUpTo(offsetsOf(this.doc.child(number)), offset - 1) + 1
  }
}

const layouts = new WeakMap<Node, Layout>()

export function layoutOf(doc: Node): Layout {
  const known = layouts.get(doc)
  if (known) return known
  const layout = new Layout(doc)
  layouts.set(doc, layout)
  return layout
}

function readingOf(block: Node): BlockReading {
  const known = readings.get(block)
  if (known) return known
  const letters = lettersOf(wordsIn(block, 0, block.content.size))
  const reading = { letters, offsets: null }
  readings.set(block, reading)
  return reading
}

function offsetsOf(block: Node): readonly number[] {
  const reading = readingOf(block)
  if (reading.offsets) return reading.offsets
  const offsets: number[] = []
  block.forEach((inline, start) => {
    const words = inline.text ?? wordsOfLeaf(inline)
    for (let at = 0; at < words.length; at += 1) {
      if (!/\s/.test(words.charAt(at))) offsets.push(start + (inline.isText ? at : 0))
    }
  })
  reading.offsets = offsets
  return offsets
}

function wordsIn(block: Node, from: number, to: number): string {
  const { firstChild } = block
  // Most blocks are one run of words.
  if (block.childCount === 1 && firstChild?.text) return firstChild.text.slice(from, to)
  return block.textBetween(from, to, null, wordsOfLeaf)
}

function wordsOfLeaf({ type, attrs }: Node): string {
  return leafText({ t: type.name, label: attrs.label as unknown })
}

/** The index of the last number that is not above `limit`; −1 if all are. */
function lastUpTo(sorted: readonly number[], limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) <= limit) low = middle + 1
    else high = middle
  }
  return low - 1
}
