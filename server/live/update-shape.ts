import type { Decoder } from 'lib0/decoding'
import * as Y from 'yjs'
import type { Range } from './clock-set.ts'
import { type Clock, placesOf } from './placement.ts'
import { isPoison, standsNowhere } from './poison.ts'

/** What an update brings, without its content: all that the hot path needs to know of it. */
export interface UpdateShape {
  structs: Range[]
  deletes: Range[]
  /** Per client the clock up to which structs must be there for these to fit in. */
  needs: [client: number, end: number][]
  /** What it puts inside nested types. */
  inner: Range[]
  /** What hangs wherever `at` hangs, which the update does not bring. */
  beside: { range: Range; at: Clock }[]
  /** What the types that it brings stand beside; each of these must hang in a root. */
  typesBeside: Clock[]
}

/** How many of each an update may have. A step 2 always brings the whole delete set. */
export interface ShapeBounds {
  structs: number
  deletes: number
  /** It lies in our log: what was taken once stays readable, whatever we refuse today. */
  isOwn?: true
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
  left = { ...bounds }
  lastClient = Number.POSITIVE_INFINITY
  isForged = false
  try {
    const { structs, ds } = Y.decodeUpdateV2(update, CountingDecoder)
    // lib0 does not look where the message ends when it reads texts and bytes.
    const isWhole = source?.pos === source?.arr.length
    if (!isWhole || isPoison(structs)) return 'malformed'
    if (!bounds.isOwn && (isForged || standsNowhere(structs))) return 'malformed'
    return shapeOf(structs, ds.clients) ?? 'malformed'
  } catch (error) {
    return error instanceof TooManyError ? 'too-large' : 'malformed'
  }
}

// Yjs makes the decoder itself and keeps it; these are of the one update that is being read.
let left: ShapeBounds = UNBOUNDED
let source: Decoder | null = null
let lastClient = Number.POSITIVE_INFINITY
/** Not as Yjs writes it. */
let isForged = false

class TooManyError extends Error {}

/** v1 only: the v2 decoder can be made to hang by 27 bytes. */
class CountingDecoder extends Y.UpdateDecoderV1 {
  constructor(decoder: Decoder) {
    super(decoder)
    source = decoder
  }

  /**
   * Clients come in falling order, each once. Merging takes that for granted and leaves words out
   * where it is not so; applying forgets all but the last of the same.
   */
  override readClient(): number {
    const client = super.readClient()
    if (client >= lastClient) isForged = true
    lastClient = client
    return client
  }

  override readInfo(): number {
    count('structs')
    return super.readInfo()
  }

  /** A delete of nothing makes Yjs throw where the text ends. */
  override readDsLen(): number {
    count('deletes')
    const length = super.readDsLen()
    if (length === 0) isForged = true
    return length
  }
}

function count(kind: 'structs' | 'deletes') {
  left[kind]--
  if (left[kind] < 0) throw new TooManyError()
}

type Struct = Y.Item | Y.GC | Y.Skip

function shapeOf(
  structs: readonly Struct[],
  deleted: Map<number, readonly { clock: number; len: number }[]>,
): UpdateShape | null {
  const shape: UpdateShape = {
    ...{ structs: [], deletes: [], needs: [], inner: [], beside: [], typesBeside: [] },
  }
  const needs = new Map<number, number>()
  const need = (client: number, end: number) => {
    if (end > (needs.get(client) ?? 0)) needs.set(client, end)
  }
  for (const struct of structs) {
    if (struct instanceof Y.Skip) continue
    append(shape.structs, rangeOf(struct))
    need(struct.id.client, struct.id.clock)
    if (!(struct instanceof Y.Item)) continue
    for (const id of [struct.origin, struct.rightOrigin, struct.parent]) {
      if (id instanceof Y.ID) need(id.client, id.clock + 1)
    }
  }
  for (const [client, items] of deleted) {
    for (const { clock, len } of items) {
      append(shape.deletes, { client, from: clock, to: clock + len })
      need(client, clock + len)
    }
  }
  shape.needs = [...needs]
  return addPlaces(shape, structs) ? shape : null
}

/** False: it nests too deep, or in a circle. */
function addPlaces({ inner, beside, typesBeside }: UpdateShape, structs: readonly Struct[]) {
  const places = placesOf(structs)
  if (!places) return false
  for (const [item, place] of places) {
    const isType = item.content instanceof Y.ContentType
    if (place === 'nested') {
      if (isType) return false
      append(inner, rangeOf(item))
    } else if (place !== 'root') {
      beside.push({ range: rangeOf(item), at: place })
      if (isType) typesBeside.push(place)
    }
  }
  return true
}

function rangeOf({ id, length }: Struct): Range {
  return { client: id.client, from: id.clock, to: id.clock + length }
}

function append(ranges: Range[], range: Range) {
  const last = ranges.at(-1)
  if (last && last.client === range.client && last.to === range.from) last.to = range.to
  else ranges.push(range)
}
