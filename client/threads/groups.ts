import type { Place } from '../../shared/threads/anchor.ts'
import type { Pending, ThreadView } from './overlay.ts'

export interface Placed {
  id: string
  view: ThreadView
  place: Place
}

/** All threads, each in one group; within a group in the order in which one reads. */
export interface Groups {
  /** Open, beside their words. */
  text: readonly Placed[]
  /** Open, on the whole document. */
  document: readonly Placed[]
  /** Open; the text they speak of has not been received. */
  late: readonly Placed[]
  /** Open, and their words are gone. */
  detached: readonly Placed[]
  /** The last resolved first. */
  resolved: readonly Placed[]
  stranded: readonly Pending[]
}

export function groupsOf(
  views: ReadonlyMap<string, ThreadView>,
  places: ReadonlyMap<string, Place>,
  stranded: readonly Pending[],
  /** Being read: it stays where it is, though somebody resolved it. */
  kept: string | null = null,
): Groups {
  // Anchors are resolved a frame later than threads come; until then nobody judges.
  const all = [...views].flatMap(([id, view]) => {
    const place = places.get(id)
    return place ? [{ id, view, place }] : []
  })
  const isOpen = ({ id, view }: Placed) => view.thread.resolution === null || id === kept
  const open = all.filter(isOpen)
  const resolved = all.filter((each) => !isOpen(each))
  const of = (...kinds: Place['kind'][]) => open.filter(({ place }) => kinds.includes(place.kind))
  return {
    text: of('text', 'block').sort((a, b) => startOf(a.place) - startOf(b.place) || byAge(a, b)),
    document: of('document').sort(byAge),
    late: of('not-yet').sort(byAge),
    detached: of('orphan').sort(byAge),
    resolved: resolved.sort((a, b) => endedAt(b) - endedAt(a)),
    stranded,
  }
}

/**
 * The groups of before where nothing of them differs but positions, which change with each key:
 * then nothing is drawn anew. Where a thread begins now, `Places` say.
 */
export function steady(before: Groups | null, now: Groups): Groups {
  if (!before) return now
  const text = steadyList(before.text, now.text)
  const document = steadyList(before.document, now.document)
  const late = steadyList(before.late, now.late)
  const detached = steadyList(before.detached, now.detached)
  const resolved = steadyList(before.resolved, now.resolved)
  const isSame =
    text === before.text &&
    document === before.document &&
    late === before.late &&
    detached === before.detached &&
    resolved === before.resolved &&
    now.stranded === before.stranded
  return isSame ? before : { ...now, text, document, late, detached, resolved }
}

type Places = ReadonlyMap<string, Place>

/** The thread whose words hold this position most closely, or null. */
export function threadAt(groups: Groups, places: Places, pos: number): string | null {
  const around = groups.text.flatMap(({ id }) => {
    const place = places.get(id)
    return place?.kind === 'text' && place.from <= pos && pos <= place.to ? [{ id, ...place }] : []
  })
  return around.sort((a, b) => a.to - a.from - (b.to - b.from))[0]?.id ?? null
}

/** The first thread at or behind this position, or else the last before it. */
export function threadNear(groups: Groups, places: Places, pos: number): string | null {
  const { text, document } = groups
  const next = text.find(({ id }) => startOf(places.get(id)) >= pos) ?? text.at(-1)
  return threadAt(groups, places, pos) ?? next?.id ?? document[0]?.id ?? null
}

export function startOf(place: Place | undefined): number {
  return place?.kind === 'text' || place?.kind === 'block' ? place.from : 0
}

function steadyList(before: readonly Placed[], now: readonly Placed[]): readonly Placed[] {
  const kept = now.map((one, at) => {
    const old = before[at]
    return old && isAlike(old, one) ? old : one
  })
  return before.length === now.length && kept.every((one, at) => one === before[at]) ? before : kept
}

function isAlike(one: Placed, other: Placed): boolean {
  return one.id === other.id && one.view === other.view && lookOf(one) === lookOf(other)
}

/** What of a place a card shows. */
function lookOf({ place }: Placed): string {
  return place.kind === 'text' && place.changed ? 'changed' : place.kind
}

function byAge(a: Placed, b: Placed): number {
  return a.view.thread.openedAt - b.view.thread.openedAt || (a.id < b.id ? -1 : 1)
}

function endedAt({ view }: Placed): number {
  return view.thread.resolution?.at ?? 0
}
