import * as Y from 'yjs'
import { packShapes } from './shape-packing.ts'
import type { ShapeBounds } from './update-reader.ts'
import { readShape } from './update-shape.ts'

/** What is too long to be read on the event loop. */
export type CheckQuestion =
  | { verb: 'shapes'; updates: Uint8Array[]; bounds: ShapeBounds }
  | { verb: 'difference'; update: Uint8Array; vector: Uint8Array }

/** Shapes are packed. */
export type CheckAnswer = Float64Array<ArrayBuffer> | Uint8Array

export function check(question: CheckQuestion): CheckAnswer {
  return question.verb === 'shapes'
    ? packShapes(question.updates.map((update) => readShape(update, question.bounds)))
    : Y.diffUpdate(question.update, question.vector)
}
