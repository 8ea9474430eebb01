import { InputRule } from '@tiptap/pm/inputrules'
import type { Attrs, Schema } from '@tiptap/pm/model'
import type { Command, EditorState, Transaction } from '@tiptap/pm/state'
import { kindAttrs, listAttrs } from './commands/kinds.ts'
import { type MarkName, setLinkOn } from './commands/marks.ts'
import { blockOfCaret, setAttributes } from './commands/selected-blocks.ts'

/** Markdown while typing. Nothing happens in code, and Backspace takes the last one back. */
export function shortcutRules(schema: Schema): InputRule[] {
  return [
    ...BLOCK_SHORTCUTS.map(([pattern, attrs]) => blockRule(pattern, attrs)),
    dividerRule(schema),
    ...MARK_SHORTCUTS.map(([pattern, name, width]) => markRule(schema, pattern, name, width)),
    addressRule(),
  ]
}

/** Enter after three backticks opens code, as people know it from writing Markdown files. */
export const codeByEnter: Command = (state, dispatch) => {
  const block = blockOfCaret(state)
  const fence = /^```(\w*)$/.exec(block?.node.textContent ?? '')
  if (!block || !fence || block.node.attrs.kind === 'code') return false
  const size = block.node.content.size
  if (state.selection.$from.parentOffset < size) return false
  const tr = state.tr.delete(block.pos + 1, block.pos + 1 + size)
  setAttributes(tr, block, codeAttrs(fence[1]))
  dispatch?.(tr.scrollIntoView())
  return true
}

type AttrsOf = (match: RegExpMatchArray, kind: unknown) => Attrs

const BLOCK_SHORTCUTS: [RegExp, AttrsOf][] = [
  [/^(#{1,3})\s$/, (match) => kindAttrs('heading', { level: levelOf(match[1]) })],
  [/^[-*+]\s$/, (_match, kind) => listAttrs('bullet', kind)],
  [/^1[.)]\s$/, (_match, kind) => listAttrs('ordered', kind)],
  [/^\[ ?\]\s$/, (_match, kind) => listAttrs('task', kind)],
  [/^\[[xX]\]\s$/, (_match, kind) => ({ ...listAttrs('task', kind), checked: true })],
  [/^>\s$/, () => kindAttrs('quote', {})],
  [/^```(\w*)\s$/, (match) => codeAttrs(match[1])],
]

/** Delimiters hug the words; a word character before `_` or a doubled sign is no delimiter. */
const MARK_SHORTCUTS: [RegExp, MarkName, number][] = [
  [/(?<!\*)\*\*(?=[^\s*])([^*]*[^\s*])\*\*$/, 'bold', 2],
  [/(?<![\w_])__(?=[^\s_])([^_]*[^\s_])__$/, 'bold', 2],
  [/(?<!\*)\*(?=[^\s*])([^*]*[^\s*])\*$/, 'italic', 1],
  [/(?<![\w_])_(?=[^\s_])([^_]*[^\s_])_$/, 'italic', 1],
  [/(?<!`)`(?=[^`])([^`]*[^`])`$/, 'code', 1],
  [/(?<!~)~~(?=[^\s~])([^~]*[^\s~])~~$/, 'strike', 2],
  [/(?<!=)==(?=[^\s=])([^=]*[^\s=])==$/, 'highlight', 2],
]

function blockRule(pattern: RegExp, attrsOf: AttrsOf): InputRule {
  return new InputRule(pattern, (state, match, start, end) => {
    const block = blockOfCaret(state)
    if (!block || inCode(state)) return null
    const tr = state.tr.delete(start, end)
    setAttributes(tr, block, attrsOf(match, block.node.attrs.kind))
    return tr
  })
}

function dividerRule(schema: Schema): InputRule {
  return new InputRule(/^(?:---|—-)$/, (state, _match, start, end) => {
    const block = blockOfCaret(state)
    if (!block || !schema.nodes.solid || inCode(state)) return null
    // Only a line of its own becomes a divider: words behind the caret stay what they are.
    if (block.node.content.size > end - start) return null
    const tr = state.tr.delete(start, end)
    return tr.insert(block.pos, schema.nodes.solid.create({ kind: 'divider' }))
  })
}

/** Takes away the delimiters and marks what is between: no word is written anew. */
function markRule(schema: Schema, pattern: RegExp, name: MarkName, width: number): InputRule {
  const handler = (state: EditorState, match: RegExpMatchArray, start: number, end: number) => {
    const type = schema.marks[name]
    // The sign just typed is not in the document yet, so the closing delimiter is short of it.
    const typed = match[0].length - (end - start)
    if (!type || !state.selection.empty || inCode(state) || typed > width) return null
    const length = match[0].length - 2 * width
    const { tr } = state
    tr.delete(start + width + length, end)
    tr.delete(start, start + width)
    tr.addMark(start, start + length, type.create())
    return tr.removeStoredMark(type)
  }
  return new InputRule(pattern, handler, { inCodeMark: name === 'code' })
}

/** A web address followed by a space becomes a link. Only what this person types, never a remote's. */
function addressRule(): InputRule {
  // A full stop or bracket behind an address is the sentence's.
  const pattern = /(?:^|\s)(https?:\/\/\S*[^\s.,;:!?)\]}'"])[.,;:!?)\]}'"]*(\s)$/
  return new InputRule(pattern, (state, match, start, end): Transaction | null => {
    const [whole, address = '', space = ' '] = match
    if (inCode(state) || !state.selection.empty) return null
    const from = start + whole.indexOf(address)
    const tr = state.tr.insertText(space, end)
    return setLinkOn(tr, from, from + address.length, address) ? tr : null
  })
}

function inCode(state: EditorState): boolean {
  return state.selection.$from.parent.attrs.kind === 'code'
}

function codeAttrs(language: string | undefined): Attrs {
  return kindAttrs('code', language ? { language } : {})
}

function levelOf(signs = '#'): 1 | 2 | 3 {
  return signs.length === 1 ? 1 : signs.length === 2 ? 2 : 3
}
