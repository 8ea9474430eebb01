import { expect } from 'vitest'
import { schema } from '../../client/editor/schema.ts'
import { Anchors, type Place, type Target } from '../../client/threads/anchors.ts'
import { must } from '../../shared/kit/assert.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import { type Anchor, anchorSchema } from '../../shared/threads/anchor-schema.ts'
import { Writer } from '../support/writer.ts'

/** Nothing is due by itself: who wants a pause calls `settle`. */
export const standing: Clock = { now: () => 0, after: () => () => {} }

interface Kept {
  readonly id: string
  readonly anchor: Anchor
  readonly revision: number
}

/** What the server keeps of threads: the anchors, each exchanged only for the one it was seen as. */
export class Board {
  readonly threads = new Map<string, Kept>()
  /** Moves that came too late. */
  stale = 0
  healed = 0

  open(id: string, anchor: Anchor): void {
    this.threads.set(id, { id, anchor: anchorSchema.parse(anchor), revision: 0 })
  }

  move(id: string, revision: number, anchor: Anchor): void {
    const known = must(this.threads.get(id), 'a thread that is moved')
    if (known.revision !== revision) {
      this.stale += 1
      return
    }
    this.healed += 1
    this.threads.set(id, { id, anchor: anchorSchema.parse(anchor), revision: revision + 1 })
  }
}

interface Move {
  readonly thread: string
  readonly revision: number
  readonly anchor: Anchor
}

/** Somebody with an editor and the margin beside it. */
export class Reader {
  readonly writer: Writer
  readonly anchors: Anchors
  readonly board: Board
  mayWrite = true
  /** Moves that wait for a connection. */
  readonly outbox: Move[] = []

  constructor(writer: Writer, board: Board) {
    this.writer = writer
    this.board = board
    this.anchors = new Anchors({
      ...{ binding: writer.binding, view: writer, doc: writer.ydoc, clock: standing },
      mayHeal: () => this.mayWrite,
      move: (thread, revision, anchor) => this.outbox.push({ thread, revision, anchor }),
    })
    const { state } = writer
    writer.state = state.reconfigure({ plugins: [...state.plugins, this.anchors.plugin()] })
    this.hears()
  }

  get name(): string {
    return this.writer.name
  }

  /** The document's words, a line a block. */
  get lines(): string[] {
    return this.writer.doc.children.map((block) => block.textContent)
  }

  /** Where these words stand, the first time or the `nth`. */
  find(words: string, nth = 0): { from: number; to: number } {
    const { doc } = this.writer
    const letters = doc.textBetween(0, doc.content.size, '\n', '\u0001')
    let at = letters.indexOf(words)
    for (let count = 0; count < nth; count += 1) at = letters.indexOf(words, at + 1)
    expect(at, `${this.name} reads “${words}”`).toBeGreaterThanOrEqual(0)
    // Between two blocks there is one line break, but two tokens.
    const posOf = (end: number) => end + 1 + (letters.slice(0, end).match(/\n/g)?.length ?? 0)
    return { from: posOf(at), to: posOf(at + words.length - 1) + 1 }
  }

  comments(id: string, words: string, nth = 0): void {
    this.opens(id, { kind: 'text', ...this.find(words, nth) })
  }

  opens(id: string, target: Target): void {
    this.board.open(id, this.anchors.anchorOf(target))
    this.hears()
  }

  /** What the board says about threads arrives. */
  hears(): void {
    this.anchors.set([...this.board.threads.values()])
  }

  /** The outbox is emptied. */
  sends(): void {
    for (const { thread, revision, anchor } of this.outbox.splice(0)) {
      this.board.move(thread, revision, anchor)
    }
  }

  place(id: string): Place {
    this.anchors.settle()
    return must(this.anchors.places.value.get(id), `the place of ${id}`)
  }

  /** The words under a thread, `orphan`, or `not-yet`. */
  sees(id: string): string {
    const place = this.place(id)
    if (!('from' in place)) return place.kind
    const { from, to } = place
    return this.writer.doc.textBetween(from, to, '|', (leaf) => `@${leaf.attrs.label ?? ''}`)
  }

  selects(words: string, nth = 0): void {
    const { from, to } = this.find(words, nth)
    this.writer.select(from, to)
  }

  deletes(words: string, nth = 0): void {
    const { from, to } = this.find(words, nth)
    this.writer.dispatch(this.writer.state.tr.delete(from, to))
    this.anchors.catchUp()
  }

  types(words: string, before: string, nth = 0): void {
    const { from } = this.find(before, nth)
    this.writer.dispatch(this.writer.state.tr.insertText(words, from))
    this.anchors.catchUp()
  }

  undoes(): void {
    expect(this.writer.undo(), `${this.name} undoes`).toBe(true)
    this.anchors.catchUp()
  }

  close(): void {
    this.anchors.close()
    this.writer.close()
  }
}

const NAMES = ['ann', 'bo', 'cleo']

export interface Scene {
  readonly ann: Reader
  readonly bo: Reader
  readonly cleo: Reader
  readonly board: Board
}

/** Three people with the same lines before them. */
export function scene(...lines: string[]): Scene {
  const board = new Board()
  const block = must(schema.nodes.block, 'block')
  const writers = NAMES.map((name, at) => {
    return new Writer({ name, clientID: at + 2, clock: ticking() })
  })
  const [first, ...others] = writers as [Writer, Writer, Writer]
  const blocks = lines.map((line) => block.create(null, line ? schema.text(line) : null))
  first.dispatch(first.state.tr.replaceWith(0, first.doc.content.size, blocks))
  for (const writer of others) first.tell(writer)
  const [ann, bo, cleo] = writers.map((writer) => new Reader(writer, board)) as [
    Reader,
    Reader,
    Reader,
  ]
  return { ann, bo, cleo, board }
}

/** Everything arrives everywhere, words and moves; then all must see every thread alike. */
export function everyone({ ann, bo, cleo, board }: Scene): Scene {
  const readers = [ann, bo, cleo]
  for (const one of [...readers, ...readers]) {
    for (const other of readers) {
      if (one === other) continue
      one.writer.tell(other.writer)
      other.anchors.catchUp()
    }
  }
  for (const one of readers) one.sends()
  for (const one of readers) one.hears()
  agrees(readers, board)
  return { ann, bo, cleo, board }
}

/** Also somebody who opens the document only now sees the same. */
export function agrees(readers: readonly Reader[], board: Board): void {
  const first = must(readers[0], 'somebody')
  const late = new Reader(new Writer({ name: 'dan', clientID: 99 }), board)
  first.writer.tell(late.writer)
  const seen = [...readers, late].map(({ name, anchors }) => {
    anchors.settle()
    return { name, places: Object.fromEntries(anchors.places.value) }
  })
  for (const { name, places } of seen) {
    expect(places, `${name} sees threads as ${first.name} does`).toEqual(seen[0]?.places)
  }
  late.close()
}

/** Each edit is undone by itself. */
function ticking(): Clock {
  let now = 0
  return {
    now: () => {
      now += 10_000
      return now
    },
    after: () => () => {},
  }
}
