import type { EditorState } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import { exitCode, insertBreak, splitBlock } from '../../client/editor/commands/enter.ts'
import { after, page, run } from './page.ts'

const enter = (...lines: string[]) => after(splitBlock, page(...lines))
const idOf = (state: EditorState, index: number) => state.doc.child(index).attrs.extra

test('[ED1] Enter in the middle splits the block', () => {
  expect(enter('one|two')).toEqual(['one', '|two'])
  expect(enter('- one|two')).toEqual(['- one', '- |two'])
})

test('[ED1] Enter at an end opens a block beside, and the marker stays with the words', () => {
  const marked = (state: EditorState) =>
    state.apply(state.tr.setNodeAttribute(0, 'extra', { colour: 'teal' }))
  const below = run(marked(page('words|')), splitBlock)
  expect([idOf(below, 0), idOf(below, 1)]).toEqual([{ colour: 'teal' }, null])
  const above = run(marked(page('|words')), splitBlock)
  expect([idOf(above, 0), idOf(above, 1)]).toEqual([null, { colour: 'teal' }])
  expect(enter('|words')).toEqual(['', '|words'])
})

test('[ED1] Enter over a selection puts the line break in its place', () => {
  expect(enter('one‹two', 'three›four')).toEqual(['one', '|four'])
  expect(enter('one ‹two›')).toEqual(['one ', '|'])
})

test('[ED2] a new item goes on in its list, unticked', () => {
  expect(enter('  [x] done|')).toEqual(['  [x] done', '  [ ] |'])
  expect(enter('[x] do|ne')).toEqual(['[x] do', '[ ] |ne'])
  expect(enter('> said|')).toEqual(['> said', '> |'])
})

test('[ED2] [ED18] what a newer version says of a block stays on it and is not copied', () => {
  const state = page('one|two')
  const split = run(state.apply(state.tr.setNodeAttribute(0, 'extra', { x: 1 })), splitBlock)
  expect([idOf(split, 0), idOf(split, 1)]).toEqual([{ x: 1 }, null])
})

test('[ED3] a heading is followed by a paragraph', () => {
  expect(enter('# Title|')).toEqual(['# Title', '|'])
  expect(enter('# |Title')).toEqual(['', '# |Title'])
  expect(enter('## Ti|tle')).toEqual(['## Ti', '## |tle'])
  expect(enter('# |')).toEqual(['# ', '|'])
})

test('[ED4] an empty item goes one step out', () => {
  expect(enter('- a', '  - |')).toEqual(['- a', '- |'])
  expect(enter('- a', '- |')).toEqual(['- a', '|'])
  expect(enter('[x] |')).toEqual(['|'])
  expect(enter('> |')).toEqual(['|'])
  expect(enter('|')).toEqual(['', '|'])
})

test('[ED5] Enter in code is a line break until the last line is empty', () => {
  expect(enter('code:a|b')).toEqual(['code:a⏎|b'])
  expect(enter('code:a|')).toEqual(['code:a⏎|'])
  expect(enter('code:a⏎|')).toEqual(['code:a', '|'])
  expect(enter('code:|⏎a')).toEqual(['code:⏎|⏎a'])
})

test('[ED5] Mod-Enter leaves code from anywhere, and is nothing elsewhere', () => {
  expect(after(exitCode, page('code:a|b', 'c'))).toEqual(['code:ab', '|', 'c'])
  expect(after(exitCode, page('a|b'))).toBeNull()
})

test('[ED5] Shift-Enter breaks the line inside the block', () => {
  expect(after(insertBreak, page('a|b'))).toEqual(['a↵|b'])
  expect(after(insertBreak, page('code:a|b'))).toEqual(['code:a⏎|b'])
})
