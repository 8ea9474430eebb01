import { EditorState } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { expect, test } from 'vitest'
import { blockMarkup, blockTag } from '../../client/editor/block-markup.ts'
import { keyForEars, keyName } from '../../client/editor/key-name.ts'
import { completeHref, safeHref } from '../../client/editor/safe-href.ts'
import { schema } from '../../client/editor/schema.ts'
import { mayBeTitle, type TitleSpec, titlePlugin } from '../../client/editor/title.ts'
import { page } from './page.ts'

const attrs = (said: object) => schema.node('block', said).attrs

test('[ED29] blocks are headings, lists, quotes and code to a screen reader, too', () => {
  expect(blockTag(attrs({ kind: 'heading', level: 2 }))).toBe('h2')
  expect(blockTag(attrs({ kind: 'heading', level: 7 }))).toBe('h3')
  expect(blockTag(attrs({ kind: 'code' }))).toBe('pre')
  expect(blockTag(attrs({ kind: 'quote' }))).toBe('blockquote')
  const item = blockMarkup(attrs({ list: 'ordered', indent: 2 })).attributes
  expect([item.role, item['aria-level'], item['data-indent']]).toEqual(['listitem', '3', '2'])
  const task = blockMarkup(attrs({ list: 'task' })).attributes
  expect(task['data-checked']).toBe('false')
  expect(blockMarkup(attrs({ kind: 'heading', list: 'bullet' })).attributes.role).toBeUndefined()
})

test('[ED29] the first block is the title whatever its kind, and says so only to who shows it', () => {
  const spec = { placeholder: 'Untitled' }
  const plain = blockMarkup(attrs({}), spec).attributes
  expect([plain.role, plain['aria-level'], plain['data-placeholder']]).toEqual([
    'heading',
    '1',
    'Untitled',
  ])
  expect(blockMarkup(attrs({ list: 'bullet' }), spec).attributes.role).toBe('listitem')
  expect(blockMarkup(attrs({ kind: 'heading', level: 2 }), spec).attributes.role).toBeUndefined()
})

test('[ED29] the title costs nothing while somebody writes below it', () => {
  const told: (TitleSpec | null)[] = []
  const first = {} as HTMLElement
  mayBeTitle(first, { showTitle: (title) => told.push(title) })
  const view = { state: EditorState.create({ doc: page('', 'b|').doc }), nodeDOM: () => first }
  const show = titlePlugin('Untitled').spec.view?.(view as unknown as EditorView)
  const writes = (pos: number) => {
    const previous = view.state
    view.state = previous.apply(previous.tr.insertText('x', pos))
    show?.update?.(view as unknown as EditorView, previous)
  }
  expect(told).toEqual([{ placeholder: 'Untitled' }])
  writes(4)
  expect(told).toHaveLength(1)
  writes(1)
  expect(told).toEqual([{ placeholder: 'Untitled' }, { placeholder: null }])
})

test('[ED17] an address is judged by its scheme alone, and completed when typed', () => {
  for (const bad of ['javascript:x', 'JAVASCRIPT:x', 'data:x', '//a.example', '/x', 'x', '', 7]) {
    expect(safeHref(bad), String(bad)).toBeNull()
  }
  expect(safeHref(' https://a.example ')).toBe('https://a.example')
  expect(completeHref('a.example/x')).toBe('https://a.example/x')
  expect(completeHref('bo@a.example')).toBe('mailto:bo@a.example')
  expect(completeHref('javascript:alert(1)')).toBeNull()
  expect(completeHref('two words.example')).toBeNull()
})

test('keys are named as they stand on the keyboard', () => {
  expect(keyName('Mod-Shift-b', false)).toBe('Ctrl+Shift+B')
  expect(keyName('Mod-Alt-1', true)).toBe('⌥⌘1')
  expect(keyName('Mod-Shift--', false)).toBe('Ctrl+Shift+−')
  expect(keyForEars('Mod-k', true)).toBe('Meta+k')
})
