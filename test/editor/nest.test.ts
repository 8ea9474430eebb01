import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flatten } from '../../shared/document/flatten.ts'
import { sameFormats } from '../../shared/document/formats.ts'
import type { LooseBlock } from '../../shared/document/html.ts'
import { nest } from '../../shared/document/nest.ts'
import { nestText } from '../../shared/document/nest-text.ts'
import type { Inline } from '../../shared/document/reading.ts'
import { parseHtml, printHtml } from './html-source.ts'

interface Vector {
  readonly name: string
  readonly blocks: LooseBlock[]
  readonly html: string
  readonly text: string
}

const PATH = join(import.meta.dirname, '../../shared/document/nest.vectors.json')
const vectors: [string, Vector][] = JSON.parse(readFileSync(PATH, 'utf8')).map((one: Vector) => [
  one.name,
  one,
])

describe('[ED21] flat blocks become nested HTML and text', () => {
  test.each(vectors)('as HTML: %s', (_name, { blocks, html }) => {
    expect(printHtml(nest(blocks))).toBe(printHtml(parseHtml(html)))
  })

  test.each(vectors)('as text: %s', (_name, { blocks, text }) => {
    expect(nestText(blocks)).toBe(text)
  })

  const harmless = vectors.filter(([name]) => !name.includes('leads nowhere'))
  test.each(harmless)('[ED22] and back: %s', (_name, { blocks }) => {
    expect(flatten(parseHtml(printHtml(nest(blocks))))).toEqual(blocks)
  })
})

test('[ED22] whatever is copied comes back as it was', () => {
  let blocksSeen = 0
  const marker = fc.record(
    {
      kind: fc.constantFrom('heading', 'quote', 'code', 'divider', 'callout', 'paragraph'),
      level: fc.constantFrom(1, 2, 3),
      list: fc.constantFrom('bullet', 'ordered', 'task', 'spiral'),
      indent: fc.integer({ min: 0, max: 8 }),
      checked: fc.boolean(),
      language: fc.string({ maxLength: 4 }).map(withoutFence),
      colour: fc.jsonValue({ maxDepth: 2 }).filter((value) => value !== null),
    },
    { requiredKeys: [] },
  )
  const formats = fc.record(
    {
      bold: fc.constant(true),
      code: fc.constant(true),
      highlight: fc.constant(true),
      link: fc.webUrl().map((href) => ({ href })),
      sub: fc.constantFrom(true, { by: 2 }),
    },
    { requiredKeys: [] },
  )
  const words = fc.string({ minLength: 1, maxLength: 8 }).map(withoutFence).filter(Boolean)
  const leaf = fc.constantFrom({ t: 'break' }, { t: 'mention', id: '1', label: 'Bo' }, { t: 'x' })
  const inline: fc.Arbitrary<Inline> = fc.oneof(
    fc.record({ text: words, formats }),
    fc.record({ leaf, formats }),
  )
  const block = fc.record({ marker, inline: fc.array(inline, { maxLength: 4 }).map(joined) })
  fc.assert(
    fc.property(fc.array(block, { maxLength: 8 }), (blocks) => {
      blocksSeen += blocks.length
      const plain = JSON.parse(JSON.stringify(blocks)) as LooseBlock[]
      const wordless = plain.map((one) =>
        one.marker.kind === 'divider' ? { ...one, inline: [] } : one,
      )
      expect(flatten(nest(wordless))).toEqual(wordless)
    }),
    { numRuns: 400, seed: 20261122 },
  )
  expect(blocksSeen).toBeGreaterThan(1000)
})

function withoutFence(text: string): string {
  return text.replaceAll('\u001e', '').replaceAll('\r', '').toWellFormed()
}

/** Neighbouring words with the same formats are one run. */
function joined(inline: readonly Inline[]): Inline[] {
  const runs: Inline[] = []
  for (const one of inline) {
    const last = runs.at(-1)
    if (last && 'text' in last && 'text' in one && sameFormats(last.formats, one.formats)) {
      runs[runs.length - 1] = { text: last.text + one.text, formats: one.formats }
    } else runs.push(one)
  }
  return runs
}
