import * as Y from 'yjs'

export interface Clock {
  client: number
  clock: number
}

/**
 * Where an item hangs: in a root type, in a nested type, or wherever the struct hangs that has this
 * id and is not in the update.
 */
export type Place = 'root' | 'nested' | Clock

type Struct = Y.Item | Y.GC | Y.Skip

/**
 * An update names an item's parent only if the item has no neighbours; otherwise it hangs where its
 * neighbour hangs. null: neighbours form a circle, which no editor writes.
 */
export function placesOf(structs: readonly Struct[]): Map<Y.Item, Place> | null {
  const [only] = structs
  if (only && structs.length === 1) return placeOfOnly(only)
  const byClient = Map.groupBy(structs, ({ id }) => id.client)
  const places = new Map<Y.Item, Place>()
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue
    const path = new Set<Y.Item>()
    let item = struct
    let place = places.get(item) ?? ownPlace(item)
    while (!place) {
      if (path.has(item)) return null
      path.add(item)
      const { client, clock } = neighbourOf(item)
      const neighbour = structAt(byClient.get(client), clock)
      if (!neighbour) place = { client, clock }
      else if (neighbour instanceof Y.Item) {
        item = neighbour
        place = places.get(item) ?? ownPlace(item)
      } else place = 'root' // beside something collected an item is collected, too
    }
    places.set(struct, place)
    for (const passed of path) places.set(passed, place)
  }
  return places
}

/** A keystroke: its neighbour is never in the same update, unless it names itself. */
function placeOfOnly(struct: Struct): Map<Y.Item, Place> | null {
  const places = new Map<Y.Item, Place>()
  if (!(struct instanceof Y.Item)) return places
  const own = ownPlace(struct)
  if (own) return places.set(struct, own)
  const { client, clock } = neighbourOf(struct)
  const { id, length } = struct
  const isItself = client === id.client && clock >= id.clock && clock < id.clock + length
  return isItself ? null : places.set(struct, { client, clock })
}

function ownPlace(item: Y.Item): Place | null {
  const parent: unknown = item.parent
  if (parent instanceof Y.ID) return 'nested'
  return item.origin || item.rightOrigin ? null : 'root'
}

function neighbourOf(item: Y.Item): Y.ID {
  const id = item.origin ?? item.rightOrigin
  if (!id) throw new Error('an item without neighbours has a parent')
  return id
}

function structAt(structs: readonly Struct[] | undefined, clock: number): Struct | null {
  if (!structs) return null
  let low = 0
  let high = structs.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const struct = structs[middle]
    if (!struct) return null
    if (clock < struct.id.clock) high = middle - 1
    else if (clock >= struct.id.clock + struct.length) low = middle + 1
    else return struct instanceof Y.Skip ? null : struct
  }
  return null
}
