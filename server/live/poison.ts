import * as Y from 'yjs'
import { hasDeepValue } from './value-depth.ts'

type Struct = Y.Item | Y.GC | Y.Skip

/** Empty items make Yjs lose its way, deep values end the stack of whoever walks them. */
export function isPoison(structs: readonly Struct[]): boolean {
  return structs.some((one) => one.length === 0 || (one instanceof Y.Item && hasDeepValue(one)))
}

/**
 * An item that stands beside, or in, something that its own client has yet to write: Yjs looks for a
 * client's own words without asking whether they are there, and every replica would throw. Or between
 * a neighbour and itself: replicas would put it elsewhere, each.
 */
export function standsNowhere(structs: readonly Struct[]): boolean {
  return structs.some((one) => {
    if (!(one instanceof Y.Item)) return false
    const { client, clock } = one.id
    const isAhead = (id: unknown) => id instanceof Y.ID && id.client === client && id.clock >= clock
    const { origin, rightOrigin } = one
    if (origin && rightOrigin && Y.compareIDs(origin, rightOrigin)) return true
    return isAhead(origin) || isAhead(rightOrigin) || isAhead(one.parent)
  })
}
