import { expect, test } from 'vitest'
import { splitBlock } from '../../client/editor/commands/enter.ts'
import { everyone, scene } from './anchor-stage.ts'

test('[AN1] a thread stands beside its words for everybody', () => {
  const stage = scene('Title', 'one two three', 'four')
  const { ann, bo } = stage
  ann.comments('t', 'two')
  everyone(stage)
  expect(bo.sees('t')).toBe('two')
  expect(bo.place('t')).toMatchObject({ kind: 'text', changed: false })
})

for (const [where, words, after] of [
  ['before', 'two', 'two'],
  ['inside', 'wo', 't|wo'],
  ['behind', ' three', 'two'],
] as const) {
  test(`[AN3] Enter ${where} the words leaves the thread on them`, () => {
    const stage = scene('Title', 'one two three', 'four')
    const { ann, bo } = stage
    ann.comments('t', 'two')
    const { from } = ann.find(words)
    ann.writer.select(from)
    ann.writer.run(splitBlock)
    everyone(stage)
    expect(bo.sees('t')).toBe(after)
    expect(bo.place('t')).toMatchObject({ changed: false })
  })
}
