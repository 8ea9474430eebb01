import type { Listed, Range } from './clock-set.ts'
import { type Clock, place } from './placement.ts'
import {
  IN_ROOT,
  LEFT_OUT,
  NESTED,
  readUpdate,
  type ShapeBounds,
  type Structs,
  TooManyError,
} from './update-reader.ts'

/** What an update brings, without its content: all that the hot path needs to know of it. */
export interface UpdateShape {
  structs: Listed<Range>
  deletes: Listed<Range>
  /** Per client the clock up to which structs must be there for these to fit in. */
  needs: Listed<readonly [client: number, end: number]>
  /** What it puts inside nested types. */
  inner: Listed<Range>
  /** What hangs wherever `at` hangs, which the update does not bring. */
  beside: Listed<Beside>
  /** What the types that it brings stand beside; each of these must hang in a root. */
  typesBeside: Listed<Clock>
}

export interface Beside {
  range: Range
  at: Clock
}

export const UNBOUNDED: ShapeBounds = {
  isOwn: true,
  structs: Number.POSITIVE_INFINITY,
  deletes: Number.POSITIVE_INFINITY,
}

export type ReadShape = UpdateShape | 'malformed' | 'too-large'

/**
 * Reads an update that came from outside. It is malformed if it is not a Yjs v1 update that ends
 * where its bytes end, has empty items (Yjs loses its way in them), values nested too deep, or a type
 * inside a nested type (thousands of those overflow the stack of whoever walks them), or says what no
 * Yjs writes and what makes replicas throw or differ. [LV13]
 */
export function readShape(update: Uint8Array, bounds: ShapeBounds): ReadShape {
  try {
    const { structs, deletes, needs, isPoison, isForged } = readUpdate(update, bounds)
    if (isPoison || (isForged && !bounds.isOwn) || !place(structs)) return 'malformed'
    const neighbours = neighboursIn(structs)
    if (!neighbours) return 'malformed'
    return { structs: rangesOf(structs), deletes, needs: [...needs], ...neighbours }
  } catch (error) {
    return error instanceof TooManyError ? 'too-large' : 'malformed'
  }
}

function rangesOf({ sections, from, to, hangsBy }: Structs): Range[] {
  const ranges: Range[] = []
  for (const { client, start, end } of sections) {
    for (let row = start; row < end; row++) {
      if (hangsBy[row] !== LEFT_OUT) append(ranges, client, from[row] ?? 0, to[row] ?? 0)
    }
  }
  return ranges
}

/** null: it nests too deep. */
function neighboursIn(
  structs: Structs,
): Pick<UpdateShape, 'inner' | 'beside' | 'typesBeside'> | null {
  const { sections, from, to, hangsBy, hangsAt, isType } = structs
  const inner: Range[] = []
  const beside: Beside[] = []
  const typesBeside: Clock[] = []
  for (const { client, start, end } of sections) {
    for (let row = start; row < end; row++) {
      const by = hangsBy[row] ?? IN_ROOT
      if (by === NESTED) {
        if (isType[row]) return null
        append(inner, client, from[row] ?? 0, to[row] ?? 0)
      } else if (by >= 0) {
        const at = { client: by, clock: hangsAt[row] ?? 0 }
        beside.push({ range: { client, from: from[row] ?? 0, to: to[row] ?? 0 }, at })
        if (isType[row]) typesBeside.push(at)
      }
    }
  }
  return { inner, beside, typesBeside }
}

function append(ranges: Range[], client: number, from: number, to: number) {
  const last = ranges.at(-1)
  if (last && last.client === client && last.to === from) last.to = to
  else ranges.push({ client, from, to })
}
