import { EditorState, TextSelection } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import { setLink } from '../../client/editor/commands/marks.ts'
import { editorKeys } from '../../client/editor/keys.ts'
import { endAskingForLink, isLinkAsked, linkAskedPlugin } from '../../client/editor/link-asked.ts'
import { KEYS_ALONE, TOOLS } from '../../client/editor/tools.ts'
import { must } from '../../shared/kit/assert.ts'
import { page, run } from './page.ts'

const press = (key: string) => must(editorKeys(false)[key], `${key} does something`)

function asking(line: string): EditorState {
  const { doc, selection } = page(line)
  return EditorState.create({ doc, selection, plugins: [linkAskedPlugin()] })
}

test('[ED36] Mod-Shift-k asks for the address of words and links; Mod-k is free', () => {
  expect(editorKeys(false)['Mod-k']).toBeUndefined()
  expect(press('Mod-Shift-k')(asking('code:‹two›'))).toBe(false)
  const asked = run(asking('one ‹two›'), press('Mod-Shift-k'))
  expect(isLinkAsked(asked)).toBe(true)
  expect(isLinkAsked(run(asked, endAskingForLink))).toBe(false)
  const linked = run(asking('‹two›'), setLink('https://a.example'))
  const inside = linked.apply(linked.tr.setSelection(TextSelection.create(linked.doc, 2)))
  expect(isLinkAsked(run(inside, press('Mod-Shift-k')))).toBe(true)
})

test('every tool with a key of its own does what the key does', () => {
  const keys = editorKeys(false)
  const named = [...TOOLS.flat(), ...KEYS_ALONE].filter(({ keys }) => keys && keys !== '@')
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
