import { EditorState, TextSelection } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import { setLink } from '../../client/editor/commands/marks.ts'
import { editorKeys } from '../../client/editor/keys.ts'
import { endAskingForLink, isLinkAsked, linkAskedPlugin } from '../../client/editor/link-asked.ts'
import { TOOLS } from '../../client/editor/tools.ts'
import { must } from '../../shared/kit/assert.ts'
import { page, run } from './page.ts'

const press = (key: string) => must(editorKeys(false)[key], `${key} does something`)

function asking(line: string): EditorState {
  const { doc, selection } = page(line)
  return EditorState.create({ doc, selection, plugins: [linkAskedPlugin()] })
}

test('[ED36] Mod-k is for selected words and links, and free elsewhere', () => {
  expect(press('Mod-k')(asking('one |two'))).toBe(false)
  expect(press('Mod-k')(asking('code:‹two›'))).toBe(false)
  const asked = run(asking('one ‹two›'), press('Mod-k'))
  expect(isLinkAsked(asked)).toBe(true)
  expect(isLinkAsked(run(asked, endAskingForLink))).toBe(false)
  const linked = run(asking('‹two›'), setLink('https://a.example'))
  const inside = linked.apply(linked.tr.setSelection(TextSelection.create(linked.doc, 2)))
  expect(isLinkAsked(run(inside, press('Mod-k')))).toBe(true)
})

test('every tool with a key of its own does what the key does', () => {
  const keys = editorKeys(false)
  const named = TOOLS.flat().filter(({ keys }) => keys && keys !== '@')
  expect(named.length).toBeGreaterThan(18)
  for (const { label, keys: key = '', run: use } of named) {
    if (label === 'link') continue
    const start = page('so ‹words› go', 'b')
    expect(run(start, must(keys[key], `${label}: ${key}`)).doc.toJSON(), label).toEqual(
      run(start, use).doc.toJSON(),
    )
  }
})

test('on a Mac its own deletion keys are ours, elsewhere they are the browser’s', () => {
  expect(Object.keys(editorKeys(true))).toContain('Ctrl-h')
  expect(Object.keys(editorKeys(false))).not.toContain('Ctrl-d')
})
