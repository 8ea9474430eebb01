/**
 * Whose replicas live in this browser. A *home* is the name under which they lie: the person that
 * this browser was when it first kept something. It outlives a lost cookie and a sign-up.
 */
export interface Homes {
  /** Where words are kept now; null before anybody was here. */
  home: string | null
  /** The account it belongs to; null: still a guest's. */
  of: string | null
  /** Where each account that was here keeps its words in this browser. */
  each: Readonly<Record<string, string>>
}

export const NO_HOMES: Homes = { home: null, of: null, each: {} }

export interface Arrival extends Homes {
  /** What was kept under that home comes along to the new one. */
  from: string | null
}

interface Somebody {
  person: string
  kind: 'person' | 'guest' | 'anonymous'
}

/** [CA1] [CA2] [CA3] Where the words of whoever the server says one is are kept. */
export function arrive(homes: Homes, { person, kind }: Somebody): Arrival {
  const { home, of, each } = homes
  if (kind !== 'person') {
    // A session that ended: what its person kept here waits for them, and is not this guest's.
    if (of !== null) return { home: person, of: null, each, from: null }
    return { home: home ?? person, of, each, from: null }
  }
  const earlier = each[person]
  if (of === person) return { ...homes, from: null }
  const isGuests = of === null && home !== null
  const next = earlier ?? (isGuests ? home : person)
  const from = isGuests && next !== home ? home : null
  return { home: next, of: person, each: { ...each, [person]: next }, from }
}
