import { expect, test } from 'vitest'
import { indentCode, insertDivider, outdentCode } from '../../client/editor/commands/insert.ts'
import {
  clearKinds,
  indentBy,
  isKind,
  isList,
  setChecked,
  setKind,
  toggleChecked,
  toggleKind,
  toggleList,
} from '../../client/editor/commands/kinds.ts'
import { after, page, run } from './page.ts'

test('[ED11] indent stays between 0 and 8', () => {
  const nine = Array.from({ length: 9 }, () => indentBy(1))
  expect(run(page('a|'), ...nine).doc.child(0).attrs.indent).toBe(8)
  expect(run(page('a|'), ...nine, indentBy(-1)).doc.child(0).attrs.indent).toBe(7)
  expect(after(indentBy(-1), page('a|'))).toEqual(['a|'])
  expect(after(indentBy(1), page('- ‹a', '- b›'))).toEqual(['  - ‹a', '  - b›'])
})

test('[ED11] in code a line moves by two spaces', () => {
  expect(after(indentCode, page('code:a⏎|b'))).toEqual(['code:a⏎  |b'])
  expect(after(outdentCode, page('code:  a⏎   b|'))).toEqual(['code:  a⏎ b|'])
  expect(after(outdentCode, page('code:a|'))).toEqual(['code:a|'])
  expect(after(indentCode, page('a|'))).toBeNull()
})

test('[ED12] kinds and lists are attribute steps on the blocks of the selection', () => {
  const steps: string[] = []
  setKind('heading', { level: 2 })(page('a‹b', '- c›d', 'e'), (tr) => {
    steps.push(...tr.steps.map((step) => step.constructor.name))
  })
  expect(new Set(steps)).toEqual(new Set(['AttrStep']))
  expect(after(setKind('heading', { level: 2 }), page('a‹b', '- c›d', 'e'))).toEqual([
    '## a‹b',
    '## c›d',
    'e',
  ])
  expect(after(toggleList('bullet'), page('‹a', '---', '?table t', 'b›'))).toEqual([
    '- ‹a',
    '---',
    '?table t',
    '- b›',
  ])
})

test('[ED13] headings, code and paragraphs leave the list, quotes stay in it', () => {
  expect(after(setKind('heading', { level: 1 }), page('  [x] a|'))).toEqual(['# a|'])
  expect(after(setKind('paragraph'), page('- a|'))).toEqual(['a|'])
  expect(after(setKind('code'), page('- a|'))).toEqual(['code:a|'])
  const quote = run(page('- a|'), setKind('quote')).doc.child(0).attrs
  expect([quote.kind, quote.list]).toEqual(['quote', 'bullet'])
  expect(after(toggleList('ordered'), page('# a|'))).toEqual(['1. a|'])
  expect(after(toggleList('task'), page('code:a|'))).toEqual(['[ ] a|'])
  expect(after(toggleList('bullet'), page('[x] a|'))).toEqual(['- a|'])
})

test('[ED14] what is chosen again goes away again', () => {
  expect(after(toggleList('bullet'), page('- ‹a', '- b›'))).toEqual(['‹a', 'b›'])
  expect(after(toggleList('bullet'), page('- ‹a', 'b›'))).toEqual(['- ‹a', '- b›'])
  expect(after(toggleList('task'), page('[x] ‹a', 'b›'))).toEqual(['[x] ‹a', '[ ] b›'])
  expect(after(toggleKind('quote'), page('> a|'))).toEqual(['a|'])
  expect(after(toggleKind('heading', { level: 1 }), page('## a|'))).toEqual(['# a|'])
  expect(after(toggleKind('heading', { level: 2 }), page('## a|'))).toEqual(['a|'])
})

test('[ED15] a selection up to the start of a block does not mean it', () => {
  expect(after(setKind('quote'), page('‹a', '›b'))).toEqual(['> ‹a', '›b'])
  expect(after(toggleList('bullet'), page('a', '|b'))).toEqual(['a', '- |b'])
})

test('[ED12] tasks are ticked together, or one by one wherever the caret is', () => {
  expect(after(toggleChecked, page('[x] ‹a', 'b', '[ ] c›'))).toEqual(['[x] ‹a', 'b', '[x] c›'])
  expect(after(toggleChecked, page('[x] a|'))).toEqual(['[ ] a|'])
  expect(after(toggleChecked, page('- a|'))).toBeNull()
  expect(after(setChecked(3, true), page('a|', '[ ] b'))).toEqual(['a|', '[x] b'])
  expect(after(setChecked(0, true), page('a|'))).toBeNull()
})

test('[ED18] clearing kinds keeps what only a newer version knows', () => {
  const state = page('  - a|')
  const newer = state.apply(state.tr.setNodeAttribute(0, 'extra', { colour: 'teal' }))
  const cleared = run(newer, clearKinds).doc.child(0).attrs
  expect([cleared.list, cleared.indent, cleared.extra]).toEqual([null, 0, { colour: 'teal' }])
})

test('menus ask what the selection is', () => {
  expect(isKind(page('# ‹a', '# b›'), 'heading', 1)).toBe(true)
  expect(isKind(page('# ‹a', '## b›'), 'heading', 1)).toBe(false)
  expect(isKind(page('# ‹a', '## b›'), 'heading')).toBe(true)
  expect(isList(page('- ‹a', '1. b›'), 'bullet')).toBe(false)
})

test('a divider opens below the words, or above an empty block', () => {
  expect(after(insertDivider, page('a|b', 'c'))).toEqual(['ab', '---', '|c'])
  expect(after(insertDivider, page('a|'))).toEqual(['a', '---', '|'])
  expect(after(insertDivider, page('a', '|'))).toEqual(['a', '---', '|'])
  expect(after(insertDivider, page('a|', '---'))).toEqual(['a', '---', '|', '---'])
})
