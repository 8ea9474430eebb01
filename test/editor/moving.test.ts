import { NodeSelection } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import { moveBlocks } from '../../client/editor/commands/moving.ts'
import { after, page, run } from './page.ts'

test('[ED39] a block goes up and down past its neighbour, and the caret with it', () => {
  expect(after(moveBlocks(1), page('o|ne', '# two', 'three'))).toEqual(['# two', 'o|ne', 'three'])
  expect(after(moveBlocks(-1), page('one', '---', '  - th|ree'))).toEqual([
    'one',
    '  - th|ree',
    '---',
  ])
})

test('[ED39] several selected blocks go together, but not the one a selection ends before', () => {
  expect(after(moveBlocks(1), page('o‹ne', 'tw›o', 'three'))).toEqual(['three', 'o‹ne', 'tw›o'])
  expect(after(moveBlocks(1), page('o‹ne', '›two', 'three'))).toEqual(['two', 'o‹ne', '›three'])
})

test('[ED39] a divider goes where it is selected', () => {
  const start = page('one', '---', 'two')
  const chosen = start.apply(start.tr.setSelection(NodeSelection.create(start.doc, 5)))
  expect(after(moveBlocks(-1), chosen)).toEqual(['‹---›', 'one', 'two'])
})

test('[ED39] at the ends of the document there is nothing to go past', () => {
  expect(after(moveBlocks(-1), page('o|ne', 'two'))).toBeNull()
  expect(after(moveBlocks(1), page('one', 't|wo'))).toBeNull()
  expect(after(moveBlocks(1), page('on|ly'))).toBeNull()
  const there = run(page('one', 't|wo', 'three'), moveBlocks(1), moveBlocks(-1))
  expect(there.doc.eq(page('one', 'two', 'three').doc)).toBe(true)
})
