import type { Slice } from '@tiptap/pm/model'
import { type Command, TextSelection } from '@tiptap/pm/state'
import { splitBlock } from '../../client/editor/commands/enter.ts'
import { backspaceAtStart, joinForward } from '../../client/editor/commands/joining.ts'
import { indentBy, setKind, toggleList } from '../../client/editor/commands/kinds.ts'
import { toggleMark } from '../../client/editor/commands/marks.ts'
import { pasteBlocks } from '../../client/editor/commands/paste.ts'
import { looseBlocks, sliceOf } from '../../client/editor/loose-blocks.ts'
import type { Reader } from './anchor-stage.ts'

// What people do to a text under a thread, each as one function of a reader: played online and off.

export function runs(reader: Reader, command: Command): void {
  reader.writer.run(command)
  reader.anchors.catchUp()
}

/** Enter in front of these words. */
export function enters(reader: Reader, words: string): void {
  reader.writer.select(reader.find(words).from)
  runs(reader, splitBlock)
}

/** Enter behind these words. */
export function entersBehind(reader: Reader, words: string): void {
  reader.writer.select(reader.find(words).to)
  runs(reader, splitBlock)
}

export function makes(reader: Reader, words: string, command: Command): void {
  reader.selects(words)
  runs(reader, command)
}

export const asHeading = setKind('heading', { level: 2 })
export const asQuote = setKind('quote', {})
export const asList = toggleList('bullet')
export const furtherIn: Command = (state, dispatch) => {
  toggleList('bullet')(state, dispatch)
  return true
}
export const indented = indentBy(1)
export const bold = toggleMark('bold')

/** The block of these words joins the one above. */
export function joinsBack(reader: Reader, words: string): void {
  reader.writer.select(reader.find(words).from)
  runs(reader, backspaceAtStart)
}

/** The block below joins that of these words, which end it. */
export function joinsOn(reader: Reader, words: string): void {
  reader.writer.select(reader.find(words).to)
  runs(reader, joinForward)
}

/** Takes these words into the clipboard, as another program would get them: without any ids. */
export function cuts(reader: Reader, from: number, to: number): Slice {
  const slice = copies(reader, from, to)
  reader.writer.dispatch(reader.writer.state.tr.delete(from, to))
  reader.anchors.catchUp()
  return slice
}

export function copies(reader: Reader, from: number, to: number): Slice {
  const { doc } = reader.writer
  return sliceOf(looseBlocks(doc.slice(from, to).content))
}

export function pastes(reader: Reader, slice: Slice, pos: number): void {
  const { state } = reader.writer
  const selection = TextSelection.near(state.doc.resolve(pos), -1)
  reader.writer.dispatch(state.tr.setSelection(selection))
  reader.writer.dispatch(pasteBlocks(reader.writer.state, slice))
  reader.anchors.catchUp()
}

/** Drags words to behind others, in one transaction. */
export function drags(reader: Reader, words: string, behind: string, nth = 0): void {
  const { from, to } = reader.find(words, nth)
  const { tr, doc } = reader.writer.state
  const slice = doc.slice(from, to)
  tr.delete(from, to)
  const at = tr.mapping.map(reader.find(behind).to)
  reader.writer.dispatch(tr.replace(at, at, slice))
  reader.anchors.catchUp()
}

/** The positions around the whole block of these words. */
export function blockOf(reader: Reader, words: string): { from: number; to: number } {
  const $pos = reader.writer.doc.resolve(reader.find(words).from)
  return { from: $pos.before(), to: $pos.after() }
}

/** Puts the whole block of these words in front of that of others, as a command does it. */
export function movesBlock(reader: Reader, words: string, before: string): void {
  const { from, to } = blockOf(reader, words)
  const { tr, doc } = reader.writer.state
  const at = blockOf(reader, before).from
  const slice = doc.slice(from, to)
  tr.delete(from, to)
  reader.writer.dispatch(tr.insert(tr.mapping.map(at), slice.content))
  reader.anchors.catchUp()
}
