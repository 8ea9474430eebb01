import { AllSelection } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import {
  clearMarks,
  isMarked,
  linkAround,
  removeLink,
  setLink,
  toggleMark,
} from '../../client/editor/commands/marks.ts'
import { schema } from '../../client/editor/schema.ts'
import { after, page, run } from './page.ts'

test('[ED14] a mark is put on the words, and taken off when all of them have it', () => {
  expect(after(toggleMark('bold'), page('a‹b', 'c›d'))).toEqual(['a*‹b*', '*c*›d'])
  expect(after(toggleMark('bold'), page('‹*ab*›'))).toEqual(['‹ab›'])
  expect(after(toggleMark('bold'), page('‹a*b*›'))).toEqual(['*‹ab*›'])
})

test('[ED14] at a bare caret a mark is for what is typed next', () => {
  const on = run(page('ab|'), toggleMark('bold'))
  expect(isMarked(on, 'bold')).toBe(true)
  expect(isMarked(run(on, toggleMark('bold')), 'bold')).toBe(false)
})

test('[ED16] code takes no marks', () => {
  expect(after(toggleMark('bold'), page('code:a|b'))).toBeNull()
  expect(after(setLink('https://a.example'), page('code:‹ab›'))).toBeNull()
  expect(after(toggleMark('bold'), page('‹a', 'code:b›'))).toEqual(['*‹a*', 'code:b›'])
})

test('marks do not exclude each other', () => {
  const all = ['bold', 'italic', 'underline', 'strike', 'code', 'highlight'] as const
  const state = run(page('‹ab›'), ...all.map((name) => toggleMark(name)), setLink('https://a.b'))
  expect(state.doc.child(0).child(0).marks.length).toBe(7)
})

test('[ED17] a link leads to the web or to mail', () => {
  const href = (address: string) =>
    run(page('‹ab›'), setLink(address)).doc.child(0).child(0).marks[0]?.attrs.href ?? null
  expect(href('https://a.example/x')).toBe('https://a.example/x')
  expect(href('mailto:ann@a.example')).toBe('mailto:ann@a.example')
  for (const address of ['javascript:alert(1)', ' javascript:alert(1)', 'data:text/html,x', 'x']) {
    expect(href(address), address).toBeNull()
    expect(after(setLink(address), page('‹ab›')), address).toBeNull()
  }
})

test('the whole link under the caret is changed and removed', () => {
  const link = schema.mark('link', { href: 'https://old.example' })
  const base = page('one two| three')
  const state = base.apply(
    base.tr.addMark(1, 8, link).addMark(5, 8, schema.mark('bold')).addMark(9, 14, link),
  )
  expect(linkAround(state)).toEqual({ from: 1, to: 8, href: 'https://old.example' })
  const moved = run(state, setLink('https://new.example'))
  const hrefs: string[] = []
  moved.doc.child(0).forEach((node) => {
    hrefs.push(`${node.text}>${link.type.isInSet(node.marks)?.attrs.href ?? ''}`)
  })
  expect(hrefs).toEqual([
    'one >https://new.example',
    'two>https://new.example',
    ' >',
    'three>https://old.example',
  ])
  expect(linkAround(run(state, removeLink))).toBeNull()
})

test('a link without words brings its own', () => {
  expect(after(setLink('https://a.example'), page('see |'))).toEqual(['see https://a.example|'])
})

test('[ED18] clearing marks keeps what only a newer version knows', () => {
  const base = page('‹ab›')
  const newer = schema.mark('unknownMark', { data: { colour: 'teal' } })
  const state = base.apply(base.tr.addMark(1, 3, newer).addMark(1, 3, schema.mark('bold')))
  const marks = run(state, clearMarks).doc.child(0).child(0).marks
  expect(marks.map(({ type }) => type.name)).toEqual(['unknownMark'])
})

test('a mark for everything leaves solid blocks alone', () => {
  const base = page('a', '?table t', 'b')
  const all = base.apply(base.tr.setSelection(new AllSelection(base.doc)))
  const { doc } = run(all, toggleMark('bold'))
  expect([0, 1, 2].map((index) => doc.child(index).child(0).marks.length)).toEqual([1, 0, 1])
})
