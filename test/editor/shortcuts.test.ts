import { inputRules } from '@tiptap/pm/inputrules'
import { EditorState, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { expect, test } from 'vitest'
import { backspaceAtStart } from '../../client/editor/commands/joining.ts'
import { fenceGuard } from '../../client/editor/fence-guard.ts'
import { schema } from '../../client/editor/schema.ts'
import { codeByEnter, shortcutRules } from '../../client/editor/shortcuts.ts'
import { must } from '../../shared/kit/assert.ts'
import { after, page, run, shown } from './page.ts'

/** Types letter by letter as a view would: the plugins first, else the letter itself. */
function typed(start: EditorState, text: string): EditorState {
  const plugins = [fenceGuard(), inputRules({ rules: shortcutRules(schema) })]
  let state = EditorState.create({ doc: start.doc, selection: start.selection, plugins })
  const view = {
    composing: false,
    get state() {
      return state
    },
    dispatch(tr: Transaction) {
      state = state.apply(tr)
    },
  } as unknown as EditorView
  for (const letter of text) {
    const { from, to } = state.selection
    const plain = () => state.tr.insertText(letter, from, to)
    const taken = plugins.some((plugin) =>
      must(plugin.props.handleTextInput, 'each of them takes text').call(
        ...([plugin, view, from, to, letter, plain] as unknown as [
          never,
          never,
          never,
          never,
          never,
          never,
        ]),
      ),
    )
    if (!taken) state = state.apply(plain())
  }
  state.doc.check()
  return state
}

const line = (text: string, start = '|') => shown(typed(page(start), text))[0]

test.each([
  ['# ', '# |'],
  ['## ', '## |'],
  ['### ', '### |'],
  ['#### ', '#### |'],
  ['- ', '- |'],
  ['* ', '- |'],
  ['+ ', '- |'],
  ['1. ', '1. |'],
  ['1) ', '1. |'],
  ['2. ', '2. |'],
  ['[ ] ', '[ ] |'],
  ['[] ', '[ ] |'],
  ['[x] ', '[x] |'],
  ['> ', '> |'],
  ['``` ', 'code:|'],
])('[ED23] %s at the start of a block', (text, expected) => {
  expect(line(text)).toBe(expected)
})

test('[ED23] only at the start, and before words that are there already', () => {
  expect(line('# ', 'one |')).toBe('one # |')
  expect(line('# ', '|Title')).toBe('# |Title')
  expect(line('- ', '# |Title')).toBe('- |Title')
})

test('[ED23] three dashes are a divider, on a line of their own', () => {
  expect(shown(typed(page('|'), '---'))).toEqual(['---', '|'])
  expect(shown(typed(page('|words'), '---'))).toEqual(['---|words'])
  expect(shown(typed(page('|'), '---after'))).toEqual(['---', 'after|'])
})

test('[ED23] code opens with its language, by a space or by Enter', () => {
  expect(typed(page('|'), '```ts ').doc.child(0).attrs.language).toBe('ts')
  expect(run(page('```ts|'), codeByEnter).doc.child(0).attrs.language).toBe('ts')
  expect(after(codeByEnter, page('```|'))).toEqual(['code:|'])
  expect(after(codeByEnter, page('words|'))).toBeNull()
})

test.each([
  ['**bold**', 'bold', 'bold'],
  ['__bold__', 'bold', 'bold'],
  ['*slanted*', 'italic', 'slanted'],
  ['_slanted_', 'italic', 'slanted'],
  ['`code`', 'code', 'code'],
  ['~~gone~~', 'strike', 'gone'],
  ['==seen==', 'highlight', 'seen'],
])('[ED24] %s marks the words between', (text, mark, words) => {
  const block = typed(page('|'), `so ${text}.`).doc.child(0)
  expect(block.textContent).toBe(`so ${words}.`)
  const marked = block.child(1)
  expect([marked.text, marked.marks.map(({ type }) => type.name)]).toEqual([words, [mark]])
  expect(block.child(2).marks).toEqual([])
})

test.each(['2*3*4 ** ', 'snake_case_name ', 'a = b == c ', '`` ', '** no **', '* no *'])(
  '[ED24] %s marks nothing',
  (text) => {
    const block = typed(page('|x').apply(page('|x').tr.insertText('so ', 1)), text).doc.child(0)
    const marks: string[] = []
    block.forEach((node) => {
      marks.push(...node.marks.map(({ type }) => type.name))
    })
    expect(text.startsWith('2*3*') ? [] : marks).toEqual([])
  },
)

test('[ED24] the words between are not written anew', () => {
  const changed: [number, number][] = []
  const state = typed(page('|'), 'so **bold*')
  const plugin = inputRules({ rules: shortcutRules(schema) })
  const view = {
    composing: false,
    state,
    dispatch: (tr: Transaction) => {
      for (const { ranges } of tr.mapping.maps as unknown as { ranges: number[] }[]) {
        const [from = 0, size = 0] = ranges
        if (size > 0) changed.push([from, from + size])
      }
    },
  }
  const take = must(plugin.props.handleTextInput, 'input rules take text')
  take.call(plugin, view as unknown as EditorView, 11, 11, '*', () => state.tr)
  expect(changed).toEqual([
    [10, 11],
    [4, 6],
  ])
})

test('[ED16] nothing of this happens in code', () => {
  expect(line('# **b** - ', 'code:|')).toBe('code:# **b** - |')
  expect(line('- ', 'code:|')).toBe('code:- |')
  expect(line('https://a.example ', 'code:|')).toBe('code:https://a.example |')
  for (const text of ['https://a.example ', '**bold** ', '`code` ']) {
    const block = typed(page('code:|'), text).doc.child(0)
    expect([block.childCount, block.firstChild?.marks]).toEqual([1, []])
  }
})

test('[ED25] an address is a link once a space follows it', () => {
  const block = typed(page('|'), 'see https://a.example/x?y=1. Then').doc.child(0)
  const link = block.child(1)
  expect([link.text, link.marks[0]?.attrs.href]).toEqual([
    'https://a.example/x?y=1',
    'https://a.example/x?y=1',
  ])
  expect(block.textContent).toBe('see https://a.example/x?y=1. Then')
  expect(typed(page('|'), 'no ftp://a.example ').doc.child(0).childCount).toBe(1)
})

test('[ED7] Backspace takes a shortcut back', () => {
  const state = typed(page('|'), '# ')
  expect(after(backspaceAtStart, state)).toEqual(['# |'])
  let undone = state
  backspaceAtStart(state, (tr) => {
    undone = state.apply(tr)
  })
  expect([undone.doc.child(0).attrs.kind, undone.doc.textContent]).toEqual(['paragraph', '# '])
})

test('[ED26] a fence that is typed never arrives', () => {
  expect(line('a\u001eb')).toBe('ab|')
})
