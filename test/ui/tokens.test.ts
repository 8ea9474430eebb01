import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { COLOURS } from '../../shared/kit/colours.ts'
import { contrast, schemes } from './tokens.ts'

const CLIENT = join(import.meta.dirname, '../../client')
const ORDER = '@layer tokens, base, components, pages;'

/** What WCAG 2.2 asks of words, and of what is not words (borders, icons). */
const WORDS = 4.5
const SHAPES = 3

describe.each(Object.entries(schemes()))('the colours of the %s scheme', (_, colours) => {
  const between = (one: string, other: string) => contrast(colours(one), colours(other))

  test('words stand out from what they are written on', () => {
    for (const ink of ['ink', 'ink-soft', 'ink-faint', 'accent', 'danger', 'warning'])
      expect.soft(between(ink, 'paper'), ink).toBeGreaterThan(WORDS)
    for (const paper of ['paper-raised', 'paper-sunken', 'paper-pressed', 'marked', 'selection'])
      expect.soft(between('ink', paper), paper).toBeGreaterThan(WORDS)
    for (const [ink, paper] of [
      ['on-accent', 'accent'],
      ['on-accent', 'accent-strong'],
      ['accent', 'accent-soft'],
      ['danger', 'danger-soft'],
      ['ink', 'warning-soft'],
    ] as const)
      expect.soft(between(ink, paper), `${ink} on ${paper}`).toBeGreaterThan(WORDS)
  })

  test('a person’s name can be read on their colour, and their caret seen on the page', () => {
    for (const hue of COLOURS) {
      expect.soft(between('on-hue', hue), hue).toBeGreaterThan(WORDS)
      expect.soft(between(hue, 'paper'), hue).toBeGreaterThan(SHAPES)
    }
  })

  test('controls have an edge that can be seen', () => {
    expect(between('line-strong', 'paper')).toBeGreaterThan(SHAPES)
    expect(between('line-strong', 'paper-raised')).toBeGreaterThan(SHAPES)
  })
})

test('every style sheet says the order of the layers first: which one arrives first is chance', () => {
  const sheets = readdirSync(CLIENT, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.css'))
    .map((path) => ({ path, text: readFileSync(join(CLIENT, path), 'utf8') }))
  expect(sheets.length).toBeGreaterThan(15)
  const without = sheets.filter(({ text }) => {
    const first = text.replaceAll(/\/\*.*?\*\//gs, '').trimStart()
    return !first.startsWith(ORDER)
  })
  expect(without.map(({ path }) => path)).toEqual([])
})
