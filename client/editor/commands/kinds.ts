import type { Attrs } from '@tiptap/pm/model'
import type { Command, EditorState } from '@tiptap/pm/state'
import { indentOf } from '../../../shared/document/degrees.ts'
import { changeSelected, selectedBlocks } from './selected-blocks.ts'

export type Kind = 'paragraph' | 'heading' | 'quote' | 'code'
export type List = 'bullet' | 'ordered' | 'task'

export interface KindDetails {
  readonly level?: 1 | 2 | 3
  readonly language?: string
}

/** Makes the selected blocks paragraphs, headings, quotes or code. Only a quote stays a list item. */
export function setKind(kind: Kind, details: KindDetails = {}): Command {
  return changeSelected(() => kindAttrs(kind, details))
}

/** As `setKind`, and back to paragraphs when all of them are of that kind already. */
export function toggleKind(kind: Kind, details: KindDetails = {}): Command {
  return (state, dispatch, view) => {
    const wanted = isKind(state, kind, details.level)
      ? setKind('paragraph')
      : setKind(kind, details)
    return wanted(state, dispatch, view)
  }
}

/** Puts the selected blocks into a list, or takes them out when all of them are in it. */
export function toggleList(list: List): Command {
  return (state, dispatch, view) => {
    const out = isList(state, list)
    const change = changeSelected((attrs) => {
      if (out) return { list: null, checked: null }
      return attrs.list === list ? {} : listAttrs(list, attrs.kind)
    })
    return change(state, dispatch, view)
  }
}

/** Moves the selected blocks in (+1) or out (−1). */
export function indentBy(by: 1 | -1): Command {
  return changeSelected(({ indent }) => ({
    indent: indentOf(indentOf(indent) + by),
  }))
}

/** Ticks the selected tasks, or unticks them when all are ticked. */
export const toggleChecked: Command = (state, dispatch, view) => {
  const tasks = selectedBlocks(state).filter(({ node }) => node.attrs.list === 'task')
  if (tasks.length === 0) return false
  const checked = !tasks.every(({ node }) => node.attrs.checked === true)
  const tick = changeSelected(({ list }) => (list === 'task' ? { checked } : {}))
  return tick(state, dispatch, view)
}

/** Ticks or unticks one task, wherever the caret is. */
export function setChecked(pos: number, checked: boolean): Command {
  return (state, dispatch) => {
    const node = state.doc.nodeAt(pos)
    if (node?.attrs.list !== 'task' || node.attrs.checked === checked) return false
    dispatch?.(state.tr.setNodeAttribute(pos, 'checked', checked))
    return true
  }
}

/** Back to bare paragraphs at the margin; what only a newer version knows of them stays. */
export const clearKinds: Command = changeSelected(() => ({
  ...kindAttrs('paragraph', {}),
  indent: 0,
  align: null,
}))

export function isKind(state: EditorState, kind: Kind, level?: 1 | 2 | 3): boolean {
  const blocks = selectedBlocks(state)
  const fits = ({ attrs }: { attrs: Attrs }) =>
    attrs.kind === kind && (level === undefined || attrs.level === level)
  return blocks.length > 0 && blocks.every(({ node }) => fits(node))
}

export function isList(state: EditorState, list: List): boolean {
  const blocks = selectedBlocks(state)
  return blocks.length > 0 && blocks.every(({ node }) => node.attrs.list === list)
}

/** What a block of this kind says of itself. */
export function kindAttrs(kind: Kind, { level, language }: KindDetails): Attrs {
  return {
    kind,
    level: kind === 'heading' ? (level ?? 1) : null,
    language: kind === 'code' ? (language ?? null) : null,
    ...(kind === 'quote' ? {} : { list: null, checked: null }),
    ...(kind === 'heading' || kind === 'code' ? { indent: 0 } : {}),
  }
}

/** What a block of this kind says of itself once it is in a list. */
export function listAttrs(list: List, kind: unknown): Attrs {
  return {
    list,
    checked: list === 'task' ? false : null,
    ...(kind === 'heading' || kind === 'code' ? kindOnly('paragraph') : {}),
  }
}

function kindOnly(kind: Kind): Attrs {
  return { kind, level: null, language: null }
}
