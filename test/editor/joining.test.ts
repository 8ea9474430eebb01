import { NodeSelection } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import { splitBlock } from '../../client/editor/commands/enter.ts'
import {
  backspaceAtStart,
  joinBackward,
  joinForward,
} from '../../client/editor/commands/joining.ts'
import { after, page, run } from './page.ts'

const backspace = (...lines: string[]) => after(backspaceAtStart, page(...lines))
const del = (...lines: string[]) => after(joinForward, page(...lines))

test('[ED7] Backspace at the start moves the block out before it joins', () => {
  expect(backspace('a', '  - |b')).toEqual(['a', '- |b'])
  expect(backspace('a', '- |b')).toEqual(['a', '|b'])
  expect(backspace('a', '[x] |b')).toEqual(['a', '|b'])
  expect(backspace('a', '## |b')).toEqual(['a', '|b'])
  expect(backspace('a', '> |b')).toEqual(['a', '|b'])
  expect(backspace('a', 'code:|b')).toEqual(['a', '|b'])
  expect(backspace('a', '|b')).toEqual(['a|b'])
})

test('[ED7] Backspace elsewhere is left to the page', () => {
  expect(backspace('a|b')).toBeNull()
  expect(backspace('- ‹a›')).toBeNull()
  expect(del('a|b')).toBeNull()
})

test('[ED8] an empty block above gives way to the one below', () => {
  expect(after(joinBackward, page('', '# |b'))).toEqual(['# |b'])
  expect(del('|', '- b')).toEqual(['- |b'])
  expect(del('- a|', '# ')).toEqual(['- a|'])
  expect(del('- a|', '# b')).toEqual(['- a|b'])
  expect(after(joinBackward, page('- a', '# |b'))).toEqual(['- a|b'])
})

test('[ED9] a solid block is selected before anything happens to it', () => {
  expect(backspace('a', '---', '|b')).toEqual(['a', '‹---›', 'b'])
  expect(backspace('a', '---', '|')).toEqual(['a', '‹---›'])
  expect(del('a|', '?callout words')).toEqual(['a', '‹?callout words›'])
  expect(del('|', '---')).toEqual(['‹---›'])
})

test('[ED6] Enter on a solid block opens a paragraph below it', () => {
  const state = page('a', '---', 'b')
  const chosen = state.apply(state.tr.setSelection(NodeSelection.create(state.doc, 3)))
  expect(after(splitBlock, chosen)).toEqual(['a', '---', '|', 'b'])
})

test('[ED10] at the ends of the document the keys are taken and nothing changes', () => {
  expect(backspace('|a', 'b')).toEqual(['|a', 'b'])
  expect(backspace('|')).toEqual(['|'])
  expect(del('a', 'b|')).toEqual(['a', 'b|'])
})

test('[ED1] [ED7] Enter and Backspace undo each other', () => {
  for (const line of ['one| two', 'one two|', '- one| two']) {
    const there = run(page(line), splitBlock)
    let back = there
    for (let press = 0; press < 3 && back.doc.childCount > 1; press++) {
      back = run(back, backspaceAtStart)
    }
    expect(back.doc.textContent).toBe('one two')
    expect(back.doc.childCount).toBe(1)
  }
})
