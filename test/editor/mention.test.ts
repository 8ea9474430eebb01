import { EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { expect, test } from 'vitest'
import { REMOTE } from '../../client/binding/binding.ts'
import { askForMention } from '../../client/editor/commands/insert.ts'
import { fitting, mentionAskedPlugin, mentionOf } from '../../client/editor/mention-asked.ts'
import { must } from '../../shared/kit/assert.ts'
import { after, page, shown } from './page.ts'

const PEOPLE = [
  { id: 'a', label: 'Ann Lee' },
  { id: 'b', label: 'Bo' },
  { id: 'c', label: 'Cleo-Ann' },
]

/** A writer who types and presses keys, as far as mentions care. */
function writer(...lines: string[]) {
  const plugin = mentionAskedPlugin(() => PEOPLE)
  const { doc, selection } = page(...lines)
  let state = EditorState.create({ doc, selection, plugins: [plugin] })
  const dispatch = (tr: Transaction) => {
    state = state.apply(tr)
  }
  const view = {
    get state() {
      return state
    },
    dispatch,
  } as unknown as EditorView
  return {
    types: (text: string) => dispatch(state.tr.insertText(text)),
    presses: (key: string) => {
      const handle = must(plugin.props.handleKeyDown, 'mentions listen to keys')
      return handle.call(plugin, view, { key, shiftKey: false } as KeyboardEvent)
    },
    hears: (text: string) => dispatch(state.tr.insertText(text).setMeta(REMOTE, true)),
    walks: (pos: number) => dispatch(state.tr.setSelection(TextSelection.create(state.doc, pos))),
    asked: () => mentionOf(state)?.query ?? null,
    sees: () => shown(state),
    leaf: () => state.doc.nodeAt(1),
  }
}

test('[ED35] an @ asks for a person, Enter takes the one that fits', () => {
  const ann = writer('|')
  ann.types('@')
  ann.types('b')
  expect(ann.asked()).toBe('b')
  expect(ann.presses('Enter')).toBe(true)
  expect(ann.leaf()?.attrs).toEqual({ id: 'b', label: 'Bo' })
  expect(ann.asked()).toBeNull()
  expect(ann.sees()).toEqual(['↵ |'])
})

test('[ED35] arrows choose, Escape leaves the letters as they are', () => {
  const ann = writer('|')
  ann.types('@ann')
  ann.presses('ArrowDown')
  ann.presses('Tab')
  expect(ann.leaf()?.attrs.id).toBe('c')
  const bo = writer('|')
  bo.types('@a')
  expect(bo.presses('Escape')).toBe(true)
  expect([bo.asked(), bo.presses('Enter'), bo.sees()]).toEqual([null, false, ['@a|']])
})

test('[ED35] only who types an @ is asked', () => {
  const ann = writer('@a b|')
  expect(ann.asked()).toBeNull()
  ann.walks(3)
  expect(ann.asked()).toBeNull()
  const bo = writer('|')
  bo.hears('@a')
  expect(bo.asked()).toBeNull()
  const mail = writer('|')
  mail.types('ann@b')
  expect(mail.asked()).toBeNull()
  const code = writer('code:|')
  code.types('@b')
  expect(code.asked()).toBeNull()
})

test('[ED35] names fit by the beginning of any of their parts', () => {
  expect(fitting(PEOPLE, 'ANN').map(({ id }) => id)).toEqual(['a', 'c'])
  expect(fitting(PEOPLE, 'lee').map(({ id }) => id)).toEqual(['a'])
  expect(fitting(PEOPLE, 'nn')).toEqual([])
})

test('[ED35] the button types the @ where a name may stand', () => {
  expect(after(askForMention, page('so|'))).toEqual(['so @|'])
  expect(after(askForMention, page('so |'))).toEqual(['so @|'])
  expect(after(askForMention, page('code:|'))).toBeNull()
})
