import { GONE, IN_ROOT, LEFT_OUT, type Section, type Structs } from './update-reader.ts'

export interface Clock {
  client: number
  clock: number
}

/**
 * Writes into the columns where everything hangs in the end. An update names an item's parent only if
 * the item has no neighbours; otherwise it hangs where its neighbour hangs, and stays beside it if
 * the update does not bring that one. False: neighbours form a circle, which no editor writes.
 */
export function place(structs: Structs): boolean {
  const { hangsBy, hangsAt } = structs
  const find = finder(structs)
  for (let row = 0; row < hangsBy.length; row++) {
    const path: number[] = []
    let end = row
    for (let next = find(end); next >= 0; next = find(end)) {
      path.push(end)
      if (path.length > hangsBy.length) return false
      end = next
    }
    const by = hangsBy[end] ?? IN_ROOT
    for (const passed of path) {
      // Beside something collected an item is collected, too.
      hangsBy[passed] = by === GONE ? IN_ROOT : by
      hangsAt[passed] = hangsAt[end] ?? 0
    }
  }
  return true
}

/** Finds the row that a row stands beside: negative where it stands beside none of these. */
function finder({ sections, from, to, hangsBy, hangsAt }: Structs): (row: number) => number {
  const ofClient = new Map<number, Section[]>()
  if (sections.length > 1) {
    for (const section of sections) {
      const own = ofClient.get(section.client)
      if (own) own.push(section)
      else ofClient.set(section.client, [section])
    }
  }
  const [first] = sections
  const ofFirst = first ? [first] : []
  return (row) => {
    const client = hangsBy[row] ?? IN_ROOT
    if (client < 0) return -1
    const clock = hangsAt[row] ?? 0
    const own = client === first?.client && sections.length === 1 ? ofFirst : ofClient.get(client)
    for (const { start, end } of own ?? []) {
      let low = start
      let high = end - 1
      while (low <= high) {
        const middle = (low + high) >> 1
        if (clock < (from[middle] ?? 0)) high = middle - 1
        else if (clock >= (to[middle] ?? 0)) low = middle + 1
        else return hangsBy[middle] === LEFT_OUT ? -1 : middle
      }
    }
    return -1
  }
}
