import type { Attrs, Mark, Node } from '@tiptap/pm/model'
import type { Command, EditorState, Transaction } from '@tiptap/pm/state'
import { safeHref } from '../safe-href.ts'
import { remark, type Stretch } from './remark.ts'

export type MarkName = 'bold' | 'italic' | 'underline' | 'strike' | 'code' | 'link' | 'highlight'

/**
 * Marks the selected words, or unmarks them when all of them have the mark; with a bare caret, what
 * is typed next. Words in code take no marks.
 */
export function toggleMark(name: MarkName, attrs: Attrs | null = null): Command {
  return (state, dispatch) => {
    const type = state.schema.marks[name]
    if (!type || !takesMarks(state)) return false
    if (!dispatch) return true
    const { tr } = state
    const { empty, $from } = state.selection
    if (empty) {
      const on = type.isInSet(state.storedMarks ?? $from.marks())
      dispatch(on ? tr.removeStoredMark(type) : tr.addStoredMark(type.create(attrs)))
      return true
    }
    const stretches = markableStretches(state)
    const off = stretches.every(({ node }) => type.isInSet(node.marks))
    const mark = type.create(attrs)
    remark(tr, stretches, (marks) => (off ? type.removeFromSet(marks) : mark.addToSet(marks)))
    if (tr.docChanged) dispatch(tr)
    return true
  }
}

/** Links the selected words, or the whole link under the caret, to another address. */
export function setLink(href: string): Command {
  return (state, dispatch) => {
    const { link } = state.schema.marks
    const address = safeHref(href)
    if (!link || address === null || !takesMarks(state)) return false
    const { empty, $from } = state.selection
    const around = empty ? linkAround(state) : state.selection
    if (!dispatch) return true
    const mark = link.create({ href: address })
    const { tr } = state
    if (around) tr.addMark(around.from, around.to, mark)
    else tr.insert($from.pos, state.schema.text(address, [...$from.marks(), mark]))
    dispatch(tr.scrollIntoView())
    return true
  }
}

/** Links words of a transaction unless one of them leads somewhere already; says whether it did. */
export function setLinkOn(tr: Transaction, from: number, to: number, href: string): boolean {
  const { link } = tr.doc.type.schema.marks
  const address = safeHref(href)
  if (!link || address === null || tr.doc.rangeHasMark(from, to, link)) return false
  tr.addMark(from, to, link.create({ href: address }))
  return true
}

/** Takes the link off the selected words, or off all of the link under the caret. */
export const removeLink: Command = (state, dispatch) => {
  const { link } = state.schema.marks
  const around = state.selection.empty ? linkAround(state) : state.selection
  if (!link || !around) return false
  dispatch?.(state.tr.removeMark(around.from, around.to, link).scrollIntoView())
  return true
}

/** Takes every mark we know off the selected words. */
export const clearMarks: Command = (state, dispatch) => {
  if (state.selection.empty) return false
  if (!dispatch) return true
  const { tr } = state
  remark(tr, stretchesOfWords(state), (marks) =>
    marks.filter(({ type }) => type.name === 'unknownMark'),
  )
  if (tr.docChanged) dispatch(tr)
  return true
}

export function isMarked(state: EditorState, name: MarkName): boolean {
  const type = state.schema.marks[name]
  if (!type) return false
  const { empty, $from } = state.selection
  if (empty) return type.isInSet(state.storedMarks ?? $from.marks()) !== undefined
  const stretches = markableStretches(state)
  return stretches.length > 0 && stretches.every(({ node }) => type.isInSet(node.marks))
}

/** Where the link under the caret runs from and to, and where it leads. */
export function linkAround(state: EditorState): { from: number; to: number; href: string } | null {
  const { link } = state.schema.marks
  const { $from } = state.selection
  if (!link || !$from.parent.inlineContent) return null
  const mark =
    link.isInSet($from.nodeAfter?.marks ?? []) ?? link.isInSet($from.nodeBefore?.marks ?? [])
  return mark
    ? { ...reachOf($from.parent, $from.start(), $from.pos, mark), href: mark.attrs.href }
    : null
}

/** From and to of the unbroken run of `mark` that touches `pos`. */
function reachOf(block: Node, start: number, pos: number, mark: Mark) {
  let run = { from: start, to: start }
  let found = { from: pos, to: pos }
  block.forEach((node, offset) => {
    const at = start + offset
    if (!mark.isInSet(node.marks)) return
    run = { from: run.to === at ? run.from : at, to: at + node.nodeSize }
    if (run.from <= pos && pos <= run.to) found = run
  })
  return found
}

/** The selected inline nodes outside code; white space at an edge of the selection counts, too. */
function markableStretches(state: EditorState): Stretch[] {
  return stretchesOfWords(state, (block) => block.attrs.kind !== 'code')
}

function stretchesOfWords(state: EditorState, wanted = (_block: Node) => true): Stretch[] {
  const { from, to } = state.selection
  const found: Stretch[] = []
  state.doc.nodesBetween(from, to, (node, pos, parent) => {
    if (holdsWords(node)) return wanted(node)
    if (!node.isInline || !parent || !holdsWords(parent)) return node.type.name === 'doc'
    found.push({ from: Math.max(from, pos), to: Math.min(to, pos + node.nodeSize), node })
    return false
  })
  return found
}

function takesMarks(state: EditorState): boolean {
  const { empty, $from } = state.selection
  if (!empty) return markableStretches(state).length > 0
  return holdsWords($from.parent) && $from.parent.attrs.kind !== 'code'
}

/** A block of the page, or a paragraph of a comment; a solid carries words that are not edited. */
function holdsWords({ type, isTextblock }: Node): boolean {
  return isTextblock && type.name !== 'solid'
}
