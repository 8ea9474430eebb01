import { indentOf, levelOf } from './degrees.ts'
import { type LooseBlock, wordsOf } from './html.ts'

/** Blocks as text that reads like Markdown; one block alone is just its words. */
export function nestText(blocks: readonly LooseBlock[]): string {
  const [only] = blocks
  if (only && blocks.length === 1) return wordsOf(only.inline)
  const numbers = new Numbers()
  const lines: string[] = []
  blocks.forEach((block, at) => {
    const before = blocks[at - 1]
    if (before && !belongTogether(before, block)) lines.push('')
    lines.push(lineOf(block, numbers.next(block)))
  })
  return lines.join('\n')
}

/** Counts ordered items, each indent for itself, anew after anything that ends their list. */
class Numbers {
  readonly #counts: number[] = []

  next({ marker }: LooseBlock): number {
    const indent = indentOf(marker.indent)
    const ordered = marker.list === 'ordered'
    this.#counts.length = Math.min(this.#counts.length, indent + (ordered ? 1 : 0))
    if (!ordered) return 0
    const count = (this.#counts[indent] ?? 0) + 1
    this.#counts[indent] = count
    return count
  }
}

function belongTogether(above: LooseBlock, below: LooseBlock): boolean {
  const { list, kind } = below.marker
  return above.marker.list !== undefined && list !== undefined && above.marker.kind === kind
}

function lineOf(block: LooseBlock, number: number): string {
  const { kind, indent, level, language } = block.marker
  const words = wordsOf(block.inline)
  const margin = '  '.repeat(indentOf(indent))
  if (kind === 'divider') return '---'
  if (kind === 'code')
    return `\`\`\`${typeof language === 'string' ? language : ''}\n${words}\n\`\`\``
  const sign = kind === 'heading' ? `${'#'.repeat(levelOf(level))} ` : itemSign(block, number)
  const quote = kind === 'quote' ? '> ' : ''
  const [first = '', ...rest] = words.split('\n')
  const more = rest.map((line) => `\n${quote}${margin}${' '.repeat(sign.length)}${line}`)
  return `${quote}${margin}${sign}${first}${more.join('')}`
}

function itemSign({ marker }: LooseBlock, number: number): string {
  if (marker.list === 'ordered') return `${number}. `
  if (marker.list === 'task') return marker.checked === true ? '- [x] ' : '- [ ] '
  return marker.list === undefined ? '' : '- '
}
