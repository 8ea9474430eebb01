import * as Y from 'yjs'

/** From (in) and to (not in), sorted, disjoint. */
type Span = [from: number, to: number]

/**
 * Which clocks of whom are written and which are deleted: what "contained" is judged by here. A state
 * vector is blind to deletes and to holes; this is not. None of the server's own arithmetic is used.
 */
export class Contents {
  readonly #written = new Map<number, Span[]>()
  readonly #deleted = new Map<number, Span[]>()

  static of(update: Uint8Array): Contents {
    const contents = new Contents()
    contents.take(update)
    return contents
  }

  /** All that is integrated in a doc. */
  static in(doc: Y.Doc): Contents {
    const contents = new Contents()
    for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(doc))) {
      put(contents.#written, client, 0, clock)
    }
    contents.#delete(Y.createDeleteSetFromStructStore(doc.store))
    return contents
  }

  take(update: Uint8Array): void {
    const { structs, ds } = Y.decodeUpdate(update)
    for (const struct of structs) {
      if (struct instanceof Y.Skip) continue
      const { client, clock } = struct.id
      put(this.#written, client, clock, clock + struct.length)
      const isGone = struct instanceof Y.GC || struct.content instanceof Y.ContentDeleted
      if (isGone) put(this.#deleted, client, clock, clock + struct.length)
    }
    this.#delete(ds)
  }

  /** All of both. */
  add(other: Contents): void {
    for (const [client, spans] of other.#written)
      for (const [from, to] of spans) put(this.#written, client, from, to)
    for (const [client, spans] of other.#deleted)
      for (const [from, to] of spans) put(this.#deleted, client, from, to)
  }

  /** The first thing of `other` that none of these has; null: nothing. */
  static lacking(other: Contents, ...holders: readonly Contents[]): string | null {
    const written = holders.map((holder) => holder.#written)
    const deleted = holders.map((holder) => holder.#deleted)
    const words = gap(other.#written, written)
    if (words) return `words ${words}`
    const deletes = gap(other.#deleted, deleted)
    return deletes && `deletes ${deletes}`
  }

  #delete(deletes: { clients: Map<number, { clock: number; len: number }[]> }): void {
    for (const [client, items] of deletes.clients) {
      for (const { clock, len } of items) put(this.#deleted, client, clock, clock + len)
    }
  }
}

/** Updates that lie somewhere. */
export class Hoard {
  readonly contents = new Contents()
  readonly updates: Uint8Array[] = []

  take(update: Uint8Array): void {
    this.contents.take(update)
    this.updates.push(update)
  }

  lacking(asked: Contents): string | null {
    return Hoard.lacking(asked, [this])
  }

  /**
   * The updates themselves say it, or a doc that has read them all does: Yjs deletes by itself what
   * lost against another value of the same name, and formats that have become superfluous.
   */
  static lacking(asked: Contents, hoards: readonly Hoard[]): string | null {
    const said = hoards.map(({ contents }) => contents)
    if (!Contents.lacking(asked, ...said)) return null
    const all = new Y.Doc()
    for (const { updates } of hoards) for (const update of updates) Y.applyUpdate(all, update)
    return Contents.lacking(asked, ...said, Contents.in(all))
  }

  copy(): Hoard {
    const copy = new Hoard()
    copy.contents.add(this.contents)
    copy.updates.push(...this.updates)
    return copy
  }
}

function put(clients: Map<number, Span[]>, client: number, from: number, to: number): void {
  if (from >= to) return
  const spans = clients.get(client)
  if (!spans) {
    clients.set(client, [[from, to]])
    return
  }
  const last = spans.at(-1)
  if (last && from >= last[0] && from <= last[1]) {
    last[1] = Math.max(last[1], to)
    return
  }
  let start = spans.findIndex((span) => span[1] >= from)
  if (start < 0) start = spans.length
  let end = start
  let span: Span = [from, to]
  for (let next = spans[end]; next && next[0] <= to; next = spans[++end]) {
    span = [Math.min(span[0], next[0]), Math.max(span[1], next[1])]
  }
  spans.splice(start, end - start, span)
}

function gap(asked: Map<number, Span[]>, holders: readonly Map<number, Span[]>[]): string | null {
  for (const [client, spans] of asked) {
    for (const span of spans) {
      let from = span[0]
      // Several holders may share it: each may carry us on from where another stopped.
      for (let moved = true; moved && from < span[1]; ) {
        moved = false
        for (const holder of holders) {
          const reach = holder.get(client)?.find((one) => one[0] <= from && from < one[1])
          if (!reach) continue
          from = reach[1]
          moved = true
        }
      }
      if (from < span[1]) return `${client}:${from}-${span[1]}`
    }
  }
  return null
}
