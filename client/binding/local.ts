import type { Node } from '@tiptap/pm/model'
import {
  AddMarkStep,
  AttrStep,
  RemoveMarkStep,
  ReplaceAroundStep,
  ReplaceStep,
  type Step,
} from '@tiptap/pm/transform'
import { alignBlock } from './align.ts'
import { BulkStep } from './bulk-step.ts'
import type { Desk } from './repair.ts'
import { isStructural, writeReplace } from './replace.ts'

/** Writes one step of a dispatched transaction; the index is brought along. */
export function writeStep(desk: Desk, step: Step, before: Node, after: Node): void {
  if (step instanceof ReplaceStep) {
    writeReplace(desk, before, after, step.from, step.to, step.slice)
    return
  }
  for (const number of changedBlocks(desk, step, before)) alignBlock(desk, before, after, number)
}

/** Does this step do more than type or delete words inside one block? It is undone by itself. */
export function endsBurst(step: Step, before: Node): boolean {
  return !(step instanceof ReplaceStep && !isStructural(step.slice, before, step.from, step.to))
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
