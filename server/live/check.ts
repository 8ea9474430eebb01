import * as Y from 'yjs'
import { decodeClocks } from './clock-set.ts'
import { cutKnown } from './known-cut.ts'
import { packShapes } from './shape-packing.ts'
import type { ShapeBounds } from './update-reader.ts'
import { readShape } from './update-shape.ts'

/** What is too long to be read on the event loop. */
export type CheckQuestion =
  | { verb: 'shapes'; updates: Uint8Array[]; bounds: ShapeBounds }
  | { verb: 'difference'; update: Uint8Array; vector: Uint8Array }
  /** `known`: encoded clocks. */
  | { verb: 'cut'; update: Uint8Array; known: Uint8Array }

/** Shapes are packed. */
export type CheckAnswer = Float64Array<ArrayBuffer> | Uint8Array

export function check(question: CheckQuestion): CheckAnswer {
  switch (question.verb) {
    case 'shapes':
      return packShapes(question.updates.map((update) => readShape(update, question.bounds)))
    case 'difference':
      return Y.diffUpdate(question.update, question.vector)
    case 'cut':
      return cutKnown(question.update, decodeClocks(question.known))
  }
}
