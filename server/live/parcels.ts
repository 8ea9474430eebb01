import type { Arrival } from './arrival.ts'
import type { Range } from './clock-set.ts'
import { MERGED_AT_MOST, MERGED_BYTES, mergeNeighbours } from './tail.ts'

/** A burst of one session, each update going on where the one before it ends, is one row. [LV25] */
export function parcels(arrivals: readonly Arrival[]): Arrival[] {
  const runs: Arrival[][] = []
  let size = 0
  for (const arrival of arrivals) {
    const run = runs.at(-1)
    const before = run?.at(-1)
    size += arrival.entry.bytes.length
    const fits = run && run.length < MERGED_AT_MOST && size <= MERGED_BYTES
    if (fits && before && goesOn(before, arrival)) run.push(arrival)
    else {
      runs.push([arrival])
      size = arrival.entry.bytes.length
    }
  }
  return runs.flatMap(parcel)
}

/** Nothing is lacking in between, or the row would be one that waits for itself. */
function goesOn(before: Arrival, after: Arrival): boolean {
  const [end, start] = [onlyRange(before), onlyRange(after)]
  if (before.session !== after.session || !end || !start) return false
  return start.client === end.client && start.from === end.to
}

/** null: it has none, or several. */
function onlyRange({ updates }: Arrival): Range | null {
  const [only, another] = updates[0]?.shape.structs ?? []
  return another ? null : (only ?? null)
}

function parcel(run: Arrival[]): Arrival[] {
  const [first] = run
  if (!first || run.length === 1) return run
  const merged = mergeNeighbours(run.map(({ entry }) => entry.bytes))
  const [bytes] = merged
  if (!bytes || merged.length > 1) return run
  const claims = [...new Set(run.flatMap(({ entry }) => entry.claims))]
  const updates = run.flatMap((one) => one.updates)
  return [{ session: first.session, updates, entry: { ...first.entry, bytes, claims } }]
}
