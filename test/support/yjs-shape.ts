/**
 * The shape of an update as Yjs's own reading gives it, item by item: slow, and what the server's
 * reader has to agree with.
 */
import type { Decoder } from 'lib0/decoding'
import * as Y from 'yjs'
import type { Range } from '../../server/live/clock-set.ts'
import type { Clock } from '../../server/live/placement.ts'
import type { ShapeBounds } from '../../server/live/update-reader.ts'
import type { Beside, ReadShape } from '../../server/live/update-shape.ts'
import { isDeep } from '../../server/live/value-depth.ts'

type Struct = Y.Item | Y.GC | Y.Skip
type Place = 'root' | 'nested' | Clock

// Yjs makes the decoder itself and keeps it; these are of the one update that is being read.
let left = { structs: 0, deletes: 0 }
let source: Decoder | null = null
let lastClient = Number.POSITIVE_INFINITY
let isForged = false

class TooManyError extends Error {}

class CountingDecoder extends Y.UpdateDecoderV1 {
  constructor(decoder: Decoder) {
    super(decoder)
    source = decoder
  }

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

export function shapeByYjs(update: Uint8Array, bounds: ShapeBounds): ReadShape {
  left = { ...bounds }
  lastClient = Number.POSITIVE_INFINITY
  isForged = false
  try {
    const { structs, ds } = Y.decodeUpdateV2(update, CountingDecoder)
    if (source?.pos !== source?.arr.length || structs.some(isPoison)) return 'malformed'
    if (!bounds.isOwn && (isForged || structs.some(standsNowhere))) return 'malformed'
    return shapeOf(structs, ds.clients) ?? 'malformed'
  } catch (error) {
    return error instanceof TooManyError ? 'too-large' : 'malformed'
  }
}

function isPoison(one: Struct): boolean {
  if (one.length === 0) return true
  if (!(one instanceof Y.Item)) return false
  const { content } = one
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON)
    return isDeep(content.arr)
  if (content instanceof Y.ContentEmbed) return isDeep(content.embed)
  if (content instanceof Y.ContentFormat) return isDeep(content.value)
  return content instanceof Y.ContentDoc && isDeep(content.opts)
}

function standsNowhere(one: Struct): boolean {
  if (!(one instanceof Y.Item)) return false
  const { client, clock } = one.id
  const isAhead = (id: unknown) => id instanceof Y.ID && id.client === client && id.clock >= clock
  const { origin, rightOrigin } = one
  if (origin && rightOrigin && Y.compareIDs(origin, rightOrigin)) return true
  return isAhead(origin) || isAhead(rightOrigin) || isAhead(one.parent)
}

function shapeOf(
  structs: readonly Struct[],
  deleted: Map<number, readonly { clock: number; len: number }[]>,
): ReadShape | null {
  const own: Range[] = []
  const needs = new Map<number, number>()
  const need = (client: number, end: number) =>
    needs.set(client, Math.max(end, needs.get(client) ?? 0))
  for (const struct of structs) {
    if (struct instanceof Y.Skip) continue
    own.push(rangeOf(struct))
    need(struct.id.client, struct.id.clock)
    if (!(struct instanceof Y.Item)) continue
    for (const id of [struct.origin, struct.rightOrigin, struct.parent]) {
      if (id instanceof Y.ID) need(id.client, id.clock + 1)
    }
  }
  const deletes = [...deleted].flatMap(([client, items]) =>
    items.map(({ clock, len }) => ({ client, from: clock, to: clock + len })),
  )
  for (const { client, to } of deletes) need(client, to)
  const inner: Range[] = []
  const beside: Beside[] = []
  const typesBeside: Clock[] = []
  for (const one of structs) {
    if (!(one instanceof Y.Item)) continue
    const place = placeOf(one, structs)
    const isType = one.content instanceof Y.ContentType
    if (place === null || (place === 'nested' && isType)) return null
    if (place === 'nested') inner.push(rangeOf(one))
    else if (place !== 'root') {
      beside.push({ range: rangeOf(one), at: place })
      if (isType) typesBeside.push(place)
    }
  }
  return { structs: own, deletes, needs: [...needs], inner, beside, typesBeside }
}

/** null: neighbours form a circle. */
function placeOf(one: Y.Item, structs: readonly Struct[]): Place | null {
  const passed = new Set<Y.Item>()
  for (let item = one; ; ) {
    if (passed.has(item)) return null
    passed.add(item)
    const parent: unknown = item.parent
    if (parent instanceof Y.ID) return 'nested'
    const id = item.origin ?? item.rightOrigin
    if (!id) return 'root'
    const neighbour = structs.find(
      ({ id: { client, clock }, length }) =>
        client === id.client && clock <= id.clock && id.clock < clock + length,
    )
    if (!neighbour || neighbour instanceof Y.Skip) return { client: id.client, clock: id.clock }
    if (neighbour instanceof Y.GC) return 'root'
    item = neighbour
  }
}

function rangeOf({ id, length }: Struct): Range {
  return { client: id.client, from: id.clock, to: id.clock + length }
}
