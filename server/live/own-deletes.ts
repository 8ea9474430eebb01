import { createDecoder, readVarUint } from 'lib0/decoding'
import { ClockSet } from './clock-set.ts'
import type { UpdateShape } from './update-shape.ts'

/**
 * The shape of an update that our own compaction wrote and whose checksum fits, where it has nothing
 * but deletes: a long history has thousands, and whoever opens it waits for this. null: it has more,
 * or is none. (Yjs v1: no structs; then per client its ranges in rising order, clock and length.)
 */
export function readOwnDeletes(update: Uint8Array): UpdateShape | null {
  const decoder = createDecoder(update)
  try {
    if (readVarUint(decoder) !== 0) return null
    const deletes = new ClockSet()
    const needs: [client: number, end: number][] = []
    for (let clients = readVarUint(decoder); clients > 0; clients--) {
      const client = readVarUint(decoder)
      let end = 0
      for (let ranges = readVarUint(decoder); ranges > 0; ranges--) {
        const from = readVarUint(decoder)
        const to = from + readVarUint(decoder)
        if (!deletes.append(client, from, to)) return null
        end = to
      }
      needs.push([client, end])
    }
    if (decoder.pos !== update.length) return null
    return { structs: [], deletes, needs, inner: [], beside: [], typesBeside: [] }
  } catch {
    return null
  }
}
