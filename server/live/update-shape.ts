import type { Decoder } from 'lib0/decoding'
import * as Y from 'yjs'
import { ClockSet, type Range } from './clock-set.ts'

/** What an update brings, without its content: all that the hot path needs to know of it. */
export interface UpdateShape {
  structs: Range[]
  deletes: Range[]
  /** Per client the clock up to which others' structs must be there for these to fit in. */
  needs: [client: number, end: number][]
}

/**
 * Reads an update that came from outside; null if it is not a sound Yjs v1 update that ends where
 * its bytes end, has more than `limit` structs and deletes, or nests a type inside a nested type
 * (thousands of those overflow the stack of whoever walks them).
 */
export function readShape(update: Uint8Array, limit: number): UpdateShape | null {
  left = limit
  try {
    const { structs, ds } = Y.decodeUpdateV2(update, CountingDecoder)
    // lib0 does not look where the message ends when it reads texts and bytes.
    if (source?.pos !== source?.arr.length || hasDeepTypes(structs)) return null
    return shapeOf(structs, ds.clients)
  } catch {
    return null
  }
}

// Yjs makes the decoder itself and keeps it; these are of the one update that is being read.
let left = 0
let source: Decoder | null = null

/** v1 only: the v2 decoder can be made to hang by 27 bytes. */
class CountingDecoder extends Y.UpdateDecoderV1 {
  constructor(decoder: Decoder) {
    super(decoder)
    source = decoder
  }

  override readInfo(): number {
    count()
    return super.readInfo()
  }

  override readDsLen(): number {
    count()
    return super.readDsLen()
  }
}

function count() {
  left--
  if (left < 0) throw new RangeError('too many structs')
}

type Struct = Y.Item | Y.GC | Y.Skip

function shapeOf(
  structs: readonly Struct[],
  deleted: Map<number, readonly { clock: number; len: number }[]>,
): UpdateShape {
  const brought: Range[] = []
  const needs = new Map<number, number>()
  const need = (client: number, end: number) => {
    if (end > (needs.get(client) ?? 0)) needs.set(client, end)
  }
  for (const struct of structs) {
    if (struct instanceof Y.Skip) continue
    const { client, clock } = struct.id
    append(brought, { client, from: clock, to: clock + struct.length })
    need(client, clock)
    if (!(struct instanceof Y.Item)) continue
    if (struct.origin) need(struct.origin.client, struct.origin.clock + 1)
    if (struct.rightOrigin) need(struct.rightOrigin.client, struct.rightOrigin.clock + 1)
    const parent: unknown = struct.parent
    if (parent instanceof Y.ID) need(parent.client, parent.clock + 1)
  }
  const deletes: Range[] = []
  for (const [client, items] of deleted) {
    for (const { clock, len } of items) {
      append(deletes, { client, from: clock, to: clock + len })
      need(client, clock + len)
    }
  }
  return { structs: brought, deletes, needs: [...needs] }
}

function append(ranges: Range[], range: Range) {
  const last = ranges.at(-1)
  if (last && last.client === range.client && last.to === range.from) last.to = range.to
  else ranges.push(range)
}

/**
 * An item is inside a nested type if its encoded parent is an id, or if it stands beside such a
 * one. Twice through, because a neighbour may come later in the update.
 */
function hasDeepTypes(structs: readonly Struct[]): boolean {
  const inner = new ClockSet()
  const isInner = (id: Y.ID | null) =>
    id !== null && inner.has({ client: id.client, from: id.clock, to: id.clock + 1 })
  for (let pass = 0; pass < 2; pass++) {
    for (const struct of structs) {
      if (!(struct instanceof Y.Item)) continue
      const parent: unknown = struct.parent
      if (!(parent instanceof Y.ID) && !isInner(struct.origin) && !isInner(struct.rightOrigin)) {
        continue
      }
      if (struct.content instanceof Y.ContentType) return true
      const { client, clock } = struct.id
      inner.add({ client, from: clock, to: clock + struct.length })
    }
  }
  return false
}
