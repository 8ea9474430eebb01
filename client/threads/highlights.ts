import type { Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import type { Place, Span } from '../../shared/threads/anchor.ts'
import { BulkStep } from '../binding/bulk-step.ts'
import { quickly } from './quick-decorations.ts'

// The places of threads as decorations, carried along by ProseMirror's own position maps. The state
// only notes whose words were touched and by what; `Anchors` looks at them afterwards.

/** What a decoration knows of its thread. */
export interface Spot {
  readonly thread: string
  readonly place: 'text' | 'block'
  readonly changed: boolean
  readonly inFocus: boolean
}

/** A thread's place before an edit that touched it. */
export interface Touched extends Span {
  readonly thread: string
  /** Its first and last letter were left alone. */
  readonly inside: boolean
}

/** An edit to be looked at, newest first. */
export interface Queued {
  readonly transaction: Transaction
  readonly touched: readonly Touched[]
  /** By this person's own hand, undo included. */
  readonly mine: boolean
  previous: Queued | null
  taken: boolean
}

export interface Highlights {
  readonly shown: DecorationSet
  /** Of threads that have a place but are not to be seen, as resolved ones. */
  readonly hidden: DecorationSet
  readonly queue: Queued | null
}

export type Drawn = Pick<Highlights, 'shown' | 'hidden'>

const key = new PluginKey<Highlights>('interline$threads')

export interface Watching {
  open(view: EditorView): void
  isMine(transaction: Transaction): boolean
  /** The editor has a new state. */
  saw(previous: EditorState): void
}

export function highlightsPlugin(watching: Watching): Plugin<Highlights> {
  return new Plugin<Highlights>({
    key,
    state: {
      init: () => ({ shown: DecorationSet.empty, hidden: DecorationSet.empty, queue: null }),
      apply: (transaction, before) => {
        const drawn: Drawn | undefined = transaction.getMeta(key)
        if (drawn) return { ...drawn, queue: before.queue }
        if (!transaction.docChanged) return before
        return afterEdit(transaction, before, watching.isMine(transaction))
      },
    },
    props: {
      decorations: (state) => {
        const shown = key.getState(state)?.shown
        return shown && quickly(shown)
      },
    },
    view: (view) => {
      watching.open(view)
      return { update: (_view, previous) => watching.saw(previous) }
    },
  })
}

/** Null before the plugin is registered. */
export function highlightsOf(state: EditorState): Highlights | null {
  return key.getState(state) ?? null
}

export function drawing(transaction: Transaction, drawn: Drawn): Transaction {
  return transaction.setMeta(key, drawn).setMeta('addToHistory', false)
}

/** The edits not looked at yet, oldest first; from now on they count as looked at. */
export function takeEdits(state: EditorState): Queued[] {
  const taken: Queued[] = []
  let queued = key.getState(state)?.queue ?? null
  while (queued !== null && !queued.taken) {
    taken.unshift(queued)
    queued.taken = true
    const previous: Queued | null = queued.previous
    queued.previous = null
    queued = previous
  }
  return taken
}

export function decorationOf(
  thread: string,
  place: Extract<Place, Span>,
  inFocus: boolean,
): Decoration {
  const changed = place.kind === 'text' && place.changed
  const names = [
    'thread',
    ...(changed ? ['thread-changed'] : []),
    ...(inFocus ? ['thread-focus'] : []),
  ]
  const spot: Spot = { thread, place: place.kind, changed, inFocus }
  const attributes = { class: names.join(' '), 'data-thread': thread }
  return place.kind === 'block'
    ? Decoration.node(place.from, place.to, attributes, spot)
    : // With a name of its own each of several on the same words has its own element.
      Decoration.inline(place.from, place.to, { ...attributes, nodeName: 'span' }, spot)
}

/** With these threads drawn as wanted; the same object when nothing differs. */
export function redrawn(
  before: Drawn,
  threads: ReadonlySet<string>,
  wanted: { readonly shown: readonly Decoration[]; readonly hidden: readonly Decoration[] },
  doc: Node,
): Drawn {
  const shown = replaced(before.shown, threads, wanted.shown, doc)
  const hidden = replaced(before.hidden, threads, wanted.hidden, doc)
  return shown === before.shown && hidden === before.hidden ? before : { shown, hidden }
}

export function spotOf(decoration: Decoration): Spot {
  return decoration.spec as Spot
}

function replaced(
  set: DecorationSet,
  threads: ReadonlySet<string>,
  wanted: readonly Decoration[],
  doc: Node,
): DecorationSet {
  const find = (from: DecorationSet) =>
    from.find(undefined, undefined, ({ thread }: Spot) => threads.has(thread))
  const byThread = new Map(wanted.map((one) => [spotOf(one).thread, one]))
  const old: Decoration[] = []
  for (const one of find(set)) {
    const { thread } = spotOf(one)
    const other = byThread.get(thread)
    if (other && isAlike(one, other)) byThread.delete(thread)
    else old.push(one)
  }
  // ProseMirror drops node decorations that do not come in the order of the document.
  const fresh = [...byThread.values()].sort((a, b) => a.from - b.from)
  if (old.length + fresh.length === 0) return set
  if (old.length === 0) return set.add(doc, fresh)
  const stay = wanted.length - fresh.length
  const left = set.remove([...old])
  return (find(left).length === stay ? left : anew(set, old, doc)).add(doc, fresh)
}

/** ProseMirror does not find again what spread over two blocks when they have become one. */
function anew(set: DecorationSet, old: readonly Decoration[], doc: Node): DecorationSet {
  const staying = set.find().filter((one) => !old.some((other) => isAlike(one, other)))
  return DecorationSet.create(
    doc,
    staying.sort((a, b) => a.from - b.from),
  )
}

function isAlike(one: Decoration, other: Decoration): boolean {
  if (one.from !== other.from || one.to !== other.to) return false
  const [a, b] = [spotOf(one), spotOf(other)]
  return (
    a.thread === b.thread &&
    a.place === b.place &&
    a.changed === b.changed &&
    a.inFocus === b.inFocus
  )
}

function afterEdit(transaction: Transaction, before: Highlights, mine: boolean): Highlights {
  const { mapping, doc } = transaction
  const touched = touchedBy(transaction, before)
  const waits = before.queue !== null && !before.queue.taken
  const queue =
    touched.length > 0 || waits || brings(transaction)
      ? { transaction, touched, mine, previous: before.queue, taken: false }
      : before.queue
  return { shown: before.shown.map(mapping, doc), hidden: before.hidden.map(mapping, doc), queue }
}

/** Threads whose words, or edges, the edit changed. */
function touchedBy(transaction: Transaction, { shown, hidden }: Highlights): Touched[] {
  const { mapping, steps, docs } = transaction
  const found = new Map<string, Touched>()
  if (shown === DecorationSet.empty && hidden === DecorationSet.empty) return []
  for (const [at, step] of steps.entries()) {
    const back = at === 0 ? null : mapping.slice(0, at).invert()
    const touch = (start: number, end: number, isWords: boolean) => {
      const from = back ? back.map(start, -1) : start
      const to = back ? back.map(end, 1) : end
      for (const set of [shown, hidden]) {
        for (const decoration of set.find(from, to)) {
          const { thread, place } = spotOf(decoration)
          if (!isWords && place === 'text') continue
          const { from: first, to: last } = decoration
          const whole = found.get(thread)?.inside !== false
          const inside = whole && place === 'text' && first < from && to < last
          found.set(thread, { thread, from: first, to: last, inside })
        }
      }
    }
    step.getMap().forEach((start, end) => {
      touch(start, end, true)
    })
    // Where others delete a block's marker alone, no position changes.
    const doc = docs[at]
    if (step instanceof BulkStep && doc) {
      for (const { from, to } of changedBlocks(step, doc)) touch(from, to, false)
    }
  }
  return [...found.values()]
}

function changedBlocks({ changes }: BulkStep, doc: Node): Span[] {
  const spans: Span[] = []
  let [number, pos] = [0, 0]
  const goTo = (wanted: number) => {
    for (; number < wanted; number += 1) pos += doc.child(number).nodeSize
    return pos
  }
  for (const { from, to } of changes) spans.push({ from: goTo(from), to: goTo(to) })
  return spans
}

/** Does it bring more than one key can? Words that were cut out may come back so. */
function brings({ mapping }: Transaction): boolean {
  let found = false
  for (const map of mapping.maps) {
    map.forEach((_from, _to, start, end) => {
      found ||= end - start > 1
    })
  }
  return found
}
