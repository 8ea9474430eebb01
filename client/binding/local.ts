import type { Node } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import {
  AddMarkStep,
  AttrStep,
  RemoveMarkStep,
  ReplaceAroundStep,
  ReplaceStep,
  type Step,
} from '@tiptap/pm/transform'
import type * as Y from 'yjs'
import { signSchemaVersion } from '../../shared/document/body.ts'
import { FlatWriter } from '../../shared/document/writing.ts'
import { must } from '../../shared/kit/assert.ts'
import { alignBlock } from './align.ts'
import type { BlockIndex } from './block-index.ts'
import { BulkStep } from './bulk-step.ts'
import type { Gesture } from './gesture.ts'
import type { Desk } from './repair.ts'
import { isStructural, writeReplace } from './replace.ts'
import type { Vocabulary } from './vocabulary.ts'

/**
 * Writes dispatched transactions in one Yjs transaction and brings the index along. Gives false when
 * something could not be written as it stands in the editor.
 */
export function writeTransactions(
  text: Y.Text,
  index: BlockIndex,
  vocabulary: Vocabulary,
  transactions: readonly Transaction[],
  { origin, gesture }: { readonly origin: object; readonly gesture: Gesture | null },
): boolean {
  const yDoc = must(text.doc, 'the text belongs to a document')
  return yDoc.transact((yTransaction) => {
    const writer = new FlatWriter(yTransaction, text)
    const desk = { writer, index, vocabulary, gesture }
    for (const { steps, docs, doc } of transactions) {
      for (const [at, step] of steps.entries()) {
        writeStep(desk, step, must(docs[at], 'each step has its document'), docs[at + 1] ?? doc)
      }
    }
    gesture?.record(text, index)
    if (yTransaction.changed.size > 0) signSchemaVersion(yDoc)
    return !writer.distorted
  }, origin)
}

/** Does it do more than type or delete words inside one block? Then it is undone by itself. */
export function endsBurst({ steps, docs }: Transaction): boolean {
  return steps.some((step, at) => {
    const before = must(docs[at], 'each step has its document')
    const types = step instanceof ReplaceStep
    return !types || isStructural(step.slice, before, step.from, step.to)
  })
}

function writeStep(desk: Desk, step: Step, before: Node, after: Node): void {
  if (step instanceof ReplaceStep) {
    writeReplace(desk, before, after, step.from, step.to, step.slice)
    return
  }
  for (const number of changedBlocks(desk, step, before)) alignBlock(desk, before, after, number)
}

/** Blocks whose attributes or marks the step may change; throws at a step that does anything else. */
function changedBlocks({ index }: Desk, step: Step, before: Node): number[] {
  const numberAt = (pos: number) => index.atPos(pos)?.number ?? index.count - 1
  if (step instanceof BulkStep) {
    if (step.ranges.length > 0) throw notRepresentable(step)
    return step.changes.flatMap(({ from, to }) => countFrom(from, to))
  }
  if (step instanceof AddMarkStep || step instanceof RemoveMarkStep) {
    return countFrom(numberAt(step.from), numberAt(step.to) + 1)
  }
  if (step instanceof AttrStep) return [numberAt(step.pos)]
  if (step instanceof ReplaceAroundStep && isMarkup(step, before)) return [numberAt(step.from)]
  throw notRepresentable(step)
}

/** A node gets another type or other attributes and keeps its content: `setNodeMarkup`. */
function isMarkup(step: ReplaceAroundStep, before: Node): boolean {
  const node = before.nodeAt(step.from)
  return (
    node?.isBlock === true &&
    step.to === step.from + node.nodeSize &&
    step.gapFrom === step.from + 1 &&
    step.gapTo === step.to - 1 &&
    step.insert === 1 &&
    step.slice.size === 2
  )
}

function countFrom(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at)
}

function notRepresentable(step: Step): Error {
  return new Error(`a flat text has no form for a ${step.constructor.name}`)
}
