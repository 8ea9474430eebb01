import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { flatten } from '../../shared/document/flatten.ts'
import type { LooseBlock } from '../../shared/document/html.ts'
import { parseHtml } from './html-source.ts'

/** A block as the vectors write it: its marker, then words, `[words, formats]` and leaves. */
type Written = [object, ...(string | [string, object] | [object] | object)[]]

interface Vector {
  readonly from: string
  readonly name: string
  readonly html: string
  readonly blocks: Written[]
}

const PATH = join(import.meta.dirname, '../../shared/document/flatten.vectors.json')
const vectors: Vector[] = JSON.parse(readFileSync(PATH, 'utf8'))

describe('[ED20] HTML of any origin becomes flat blocks', () => {
  test.each(vectors.map((vector) => [`${vector.from}: ${vector.name}`, vector] as const))(
    '%s',
    (_name, { html, blocks }) => {
      expect(flatten(parseHtml(html)).map(written)).toEqual(blocks)
    },
  )

  test('there are samples of all programs people paste from', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(40)
    const origins = new Set(vectors.map(({ from }) => from))
    for (const origin of ['Word', 'Google Docs', 'Notion', 'GitHub', 'Interline']) {
      expect(origins).toContain(origin)
    }
  })
})

function written({ marker, inline }: LooseBlock): Written {
  return [
    marker,
    ...inline.map((one) => {
      if (Object.keys(one.formats).length === 0) return 'text' in one ? one.text : one.leaf
      return 'text' in one ? [one.text, one.formats] : [one.leaf, one.formats]
    }),
  ] as Written
}
