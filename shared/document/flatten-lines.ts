import { type Formats, NO_FORMATS, sameFormats } from './formats.ts'
import { stripFence } from './grammar.ts'
import { type LooseBlock, wordsOf } from './html.ts'
import type { Inline } from './reading.ts'

/** What the elements around a place say of it. */
export interface Surroundings {
  /** What a block that begins here says. */
  readonly marker: Readonly<Record<string, unknown>>
  readonly formats: Formats
  /** Lists around, from the outside in. */
  readonly lists: readonly string[]
  /** White space means itself: in code, and in what Interline wrote. */
  readonly verbatim: boolean
  readonly heading: boolean
  /** In a table's row that becomes one line. */
  readonly cell: boolean
  /** A coloured background is a highlight here, and not some page's design. */
  readonly colours: boolean
}

interface OpenLine {
  readonly marker: Readonly<Record<string, unknown>>
  readonly verbatim: boolean
  /** Kept also when no word comes. */
  readonly stays: boolean
  readonly inline: Inline[]
}

/** Writes blocks one after the other; a block opens with its first word. */
export class LineWriter {
  readonly #blocks: LooseBlock[] = []
  #line: OpenLine | null = null
  #expected: Surroundings | null = null

  get isOpen(): boolean {
    return this.#line !== null
  }

  /** Opens a block that stays even if it has no words. */
  open(at: Surroundings): void {
    this.close()
    this.#expected = null
    this.#line = { marker: at.marker, verbatim: at.verbatim, stays: true, inline: [] }
  }

  /** The next block to open is this one (an item of a list), whatever then surrounds its words. */
  expect(at: Surroundings): void {
    this.close()
    this.#expected = at
  }

  /** Ends the waiting for an expected block: an empty item is one, a mere wrapper is none. */
  settle(stays: boolean): void {
    if (this.#expected && stays) this.open(this.#expected)
    this.#expected = null
    this.close()
  }

  solid(marker: Readonly<Record<string, unknown>>): void {
    this.close()
    this.#blocks.push({ marker, inline: [] })
  }

  text(raw: string, at: Surroundings): void {
    const clean = stripFence(raw).replace(/\r\n?/g, '\n')
    const text = at.verbatim ? clean : this.#collapse(clean)
    if (text !== '') this.#append({ text, formats: at.formats }, at)
  }

  leaf(leaf: unknown, at: Surroundings): void {
    this.#append({ leaf, formats: at.formats }, at)
  }

  /** One break breaks the line; two of them are how mail programs write paragraphs. */
  lineBreak(at: Surroundings): void {
    const last = this.#line?.inline.at(-1)
    if (at.verbatim || (this.#line && !(last && isBreak(last)))) this.leaf({ t: 'break' }, at)
    else this.close()
  }

  /** The cells of a row stand apart by a tab. */
  cell(at: Surroundings): void {
    if (this.#line) this.#append({ text: '\t', formats: NO_FORMATS }, at)
  }

  close(): void {
    const line = this.#line
    this.#line = null
    if (!line) return
    const block = line.verbatim ? line : asTask({ ...line, inline: trim(line.inline) })
    const { marker, inline } = block
    if (inline.length > 0 || line.stays) this.#blocks.push({ marker, inline })
  }

  end(): LooseBlock[] {
    this.close()
    return this.#blocks
  }

  #append(one: Inline, at: Surroundings): void {
    this.#line ??= this.#begin(at)
    const { inline } = this.#line
    const last = inline.at(-1)
    const joins = last && 'text' in last && 'text' in one && sameFormats(last.formats, one.formats)
    if (joins) inline[inline.length - 1] = { text: last.text + one.text, formats: one.formats }
    else inline.push(one)
  }

  #begin(at: Surroundings): OpenLine {
    const expected = this.#expected
    this.#expected = null
    const { marker, verbatim } = expected ? merged(expected, at) : at
    return { marker, verbatim, stays: false, inline: [] }
  }

  #collapse(text: string): string {
    const spaced = collapse(text)
    const after = this.#line === null || this.#endsInSpace()
    return after ? spaced.replace(/^ /, '') : spaced
  }

  #endsInSpace(): boolean {
    const last = this.#line?.inline.at(-1)
    return last !== undefined && /[ \n\t]$/.test(wordsOf([last]))
  }
}

/** Code or a heading as the first thing of an item is that first, and no item. */
function merged(expected: Surroundings, at: Surroundings): Surroundings {
  const own = at.marker.kind === 'heading' || at.marker.kind === 'code'
  return own ? at : { ...expected, verbatim: at.verbatim }
}

function collapse(text: string): string {
  return text
    .replace(/[\u200b\ufeff]/g, '')
    .replace(/[ \t\r\n\f]+/g, ' ')
    .replace(/\u00a0* \u00a0*/g, ' ')
}

/** Space at the edges is how the page was laid out; a break at the end only holds its line open. */
function trim(inline: readonly Inline[]): Inline[] {
  const [first, ...rest] = inline
  const last = inline.at(-1)
  if (first && 'text' in first && /^[ \u00a0]/.test(first.text)) {
    return trim([...worded(first.text.replace(/^[ \u00a0]+/, ''), first.formats), ...rest])
  }
  if (last && 'text' in last && /[ \t\u00a0]$/.test(last.text)) {
    const words = worded(last.text.replace(/[ \t\u00a0]+$/, ''), last.formats)
    return trim([...inline.slice(0, -1), ...words])
  }
  return last && isBreak(last) ? trim(inline.slice(0, -1)) : [...inline]
}

function worded(text: string, formats: Formats): Inline[] {
  return text === '' ? [] : [{ text, formats }]
}

/** Notion and many a text write tasks as items that begin with a box. */
function asTask<Line extends LooseBlock>(line: Line): Line {
  const [first, ...rest] = line.inline
  if (line.marker.list !== 'bullet' || !first || !('text' in first)) return line
  const box = /^(?:\[( |x|X)\]|([☐☑☒✅]))\s+/u.exec(first.text)
  if (!box) return line
  const checked = box[1] === undefined ? box[2] !== '☐' : box[1] !== ' '
  const words = worded(first.text.slice(box[0].length), first.formats)
  return { ...line, marker: { ...line.marker, list: 'task', checked }, inline: [...words, ...rest] }
}

function isBreak(one: Inline): boolean {
  return 'leaf' in one && (one.leaf as { t?: unknown } | null)?.t === 'break'
}
