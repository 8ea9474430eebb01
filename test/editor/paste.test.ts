import { Fragment, Slice } from '@tiptap/pm/model'
import { NodeSelection } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import { pasteBlocks } from '../../client/editor/commands/paste.ts'
import { looseBlocks, looseLines, sliceOf } from '../../client/editor/loose-blocks.ts'
import { schema } from '../../client/editor/schema.ts'
import { flatten } from '../../shared/document/flatten.ts'
import { nest } from '../../shared/document/nest.ts'
import { parseHtml } from './html-source.ts'
import { page, shown } from './page.ts'

function paste(state: ReturnType<typeof page>, ...lines: string[]): string[] {
  const pasted = pasteBlocks(state, Slice.maxOpen(page(...lines).doc.content))
  pasted.doc.check()
  return shown(state.apply(pasted))
}

test('[ED27] one block into words is just its words', () => {
  expect(paste(page('one |two'), '# Title')).toEqual(['one Title|two'])
  expect(paste(page('|two'), '- item')).toEqual(['item|two'])
  expect(paste(page('one ‹two› three'), 'x')).toEqual(['one x| three'])
})

test('[ED27] an empty block takes the kind of what comes', () => {
  expect(paste(page('a', '|'), '# Title')).toEqual(['a', '# Title|'])
  expect(paste(page('|', 'b'), '- one', '- two')).toEqual(['- one', '- two|', 'b'])
  expect(paste(page('- |'), 'plain')).toEqual(['- plain|'])
})

test('[ED27] several blocks at an end of words stay whole', () => {
  expect(paste(page('# |Title'), 'one', 'two')).toEqual(['one', 'two|', '# Title'])
  expect(paste(page('words|', 'b'), '# h', 'two')).toEqual(['words', '# h', 'two|', 'b'])
  expect(paste(page('words |', 'b'), 'one', 'two')).toEqual(['words one', 'two|', 'b'])
})

test('[ED27] in the middle the words part, and what is plain joins them', () => {
  expect(paste(page('ab|cd'), 'one', 'two', 'three')).toEqual(['abone', 'two', 'three|cd'])
  expect(paste(page('- ab|cd'), '- one', '- two')).toEqual(['- abone', '- two|cd'])
  expect(paste(page('ab|cd'), '# h', '- i')).toEqual(['ab', '# h', '- i|', 'cd'])
})

test('[ED27] solid blocks are put beside, never into, words', () => {
  expect(paste(page('ab|cd'), '---')).toEqual(['ab', '---', '|cd'])
  expect(paste(page('ab|', 'c'), 'x', '---')[0]).toBe('abx')
  expect(paste(page('|'), '---')).toEqual(['---', '|'])
})

test('[ED27] over several blocks, and over a solid one', () => {
  expect(paste(page('a‹b', 'c›d'), 'x')).toEqual(['ax|d'])
  const state = page('a', '---', 'b')
  const chosen = state.apply(state.tr.setSelection(NodeSelection.create(state.doc, 3)))
  expect(paste(chosen, 'x')).toEqual(['a', 'x|', 'b'])
})

test('[ED27] pasting nothing takes nothing away', () => {
  const state = page('one ‹two›')
  expect(shown(state.apply(pasteBlocks(state, Slice.empty)))).toEqual(['one ‹two›'])
})

test('[ED16] into code goes text', () => {
  expect(paste(page('code:a|b'), '# Title', '*bold*')).toEqual(['code:aTitle⏎bold|b'])
})

test('[ED28] lines of plain text are blocks, and an address is a link', () => {
  expect(looseLines('one\r\ntwo\n\n\nthree\n').map(({ inline }) => inline)).toEqual(
    ['one', 'two', 'three'].map((text) => [{ text, formats: {} }]),
  )
  const [only] = looseLines(' https://a.example/ ')
  expect(only?.inline).toEqual([
    { text: 'https://a.example/', formats: { link: { href: 'https://a.example/' } } },
  ])
  expect(looseLines('javascript:alert(1)')[0]?.inline[0]?.formats).toEqual({})
})

test('[ED26] a fence that is pasted never arrives', () => {
  const html = sliceOf(flatten(parseHtml('<p>a\u001eb</p><pre>c\u001ed</pre>')))
  const text = sliceOf(looseLines('a\u001eb\nc\u001ed'))
  for (const slice of [html, text])
    expect(slice.content.textBetween(0, slice.content.size, '|')).toBe('ab|cd')
})

test('[ED22] what only a newer version knows survives copy and paste', () => {
  const newer = schema.node('doc', null, [
    schema.node('block', { kind: 'heading', level: 2, extra: { colour: 'teal' } }, [
      schema.text('words', [schema.mark('unknownMark', { data: { sub: true } })]),
      schema.node('unknown', { data: { t: 'date', at: 1 } }),
      schema.node('mention', { id: 'p1', label: 'Bo' }, [], [schema.mark('bold')]),
    ]),
    schema.node('solid', { kind: 'callout', extra: { tone: 'calm' } }, [schema.text('kept')]),
    schema.node('solid', { kind: 'divider' }),
    schema.node('block', { list: 'spiral', indent: 2 }, [schema.text('item')]),
  ])
  const back = sliceOf(flatten(nest(looseBlocks(newer.content)))).content
  expect(back.toJSON()).toEqual(newer.content.toJSON())
})

test('[ED22] a leaf that was copied alone is one block of it', () => {
  const leaf = schema.node('mention', { id: 'p1', label: 'Bo' })
  expect(sliceOf(looseBlocks(Fragment.from(leaf))).content.firstChild?.firstChild?.attrs.id).toBe(
    'p1',
  )
})
