import { Fragment, type Node, Slice } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import * as Y from 'yjs'
import { changeBlocks } from '../../client/binding/bulk-step.ts'
import { schema } from '../../client/editor/schema.ts'
import { must } from '../../shared/kit/assert.ts'
import { Writer } from '../support/writer.ts'

// What the binding costs per key and per bulk command, headless. ProseMirror's own share (applying a
// transaction to a document of that many blocks) is measured apart and taken off.

const WORDS_PER_BLOCK = 20
const KEYS = 600
const KEYS_PER_BURST = 6
const KEY_LIMIT_MS = 0.6
const RATIO_LIMIT = 1.5
const BULK_LIMIT_MS = 1_000

interface KeyCost {
  readonly ours: number
  readonly prosemirror: number
}

const gc = () => (globalThis as { gc?: () => void }).gc?.()

function blocks(count: number): Node[] {
  const type = must(schema.nodes.block, 'block')
  return Array.from({ length: count }, (_, block) => {
    const words = Array.from({ length: WORDS_PER_BLOCK }, (_, word) => `w${(block * word) % 9973}`)
    return type.create({}, schema.text(words.join(' ')))
  })
}

function documentOf(count: number): Uint8Array {
  const author = new Writer({ name: 'author', clientID: 1 })
  author.dispatch(author.state.tr.replaceWith(0, author.doc.content.size, blocks(count)))
  const update = author.everything()
  author.close()
  return update
}

function reader(name: string, clientID: number, update: Uint8Array): Writer {
  const ydoc = new Y.Doc()
  Y.applyUpdate(ydoc, update)
  return new Writer({ name, clientID, ydoc })
}

/** Bursts of a few keys each, in blocks spread over the document. */
function placeOf(key: number, doc: Node): number {
  const bursts = KEYS / KEYS_PER_BURST
  const burst = (Math.floor(key / KEYS_PER_BURST) * 37) % bursts
  const number = Math.floor(burst * (doc.childCount / bursts))
  let pos = 0
  for (let at = 0; at < number; at += 1) pos += doc.child(at).nodeSize
  return pos + 1 + WORDS_PER_BLOCK + (key % KEYS_PER_BURST)
}

/** Time of `act` without what ProseMirror needs to apply the transactions inside it. */
class Watch {
  readonly ours: number[] = []
  readonly theirs: number[] = []
  #inside = 0

  constructor(writer: Writer) {
    writer.applied = (ms) => {
      this.#inside += ms
    }
  }

  time(act: () => void): void {
    this.#inside = 0
    const start = performance.now()
    act()
    const all = performance.now() - start
    this.ours.push(all - this.#inside)
    this.theirs.push(this.#inside)
  }

  get median(): KeyCost {
    return { ours: median(this.ours), prosemirror: median(this.theirs) }
  }
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0
}

function remoteKeys(count: number): { key: KeyCost; bare: number } {
  const update = documentOf(count)
  const ann = reader('ann', 2, update)
  const bo = reader('bo', 3, update)
  const bare = new Y.Doc()
  bare.getText('body')
  Y.applyUpdate(bare, update)
  const watch = new Watch(bo)
  const yjs: number[] = []
  const updates: Uint8Array[] = []
  ann.ydoc.on('update', (bytes: Uint8Array) => updates.push(bytes))
  for (let key = 0; key < KEYS; key += 1) {
    ann.dispatch(ann.state.tr.insertText('x', placeOf(key, ann.doc)))
    const bytes = must(updates.pop(), 'a key makes an update')
    watch.time(() => bo.hear(bytes))
    const start = performance.now()
    Y.applyUpdate(bare, bytes)
    yjs.push(performance.now() - start)
  }
  if (!ann.doc.eq(bo.doc)) throw new Error('the replicas differ')
  return { key: watch.median, bare: median(yjs) }
}

function localKeys(count: number): KeyCost {
  const ann = reader('ann', 2, documentOf(count))
  const watch = new Watch(ann)
  for (let key = 0; key < KEYS; key += 1) {
    const transaction = ann.state.tr.insertText('x', placeOf(key, ann.doc))
    watch.time(() => ann.dispatch(transaction))
  }
  return watch.median
}

function once(label: string, act: () => void): void {
  gc()
  const start = performance.now()
  act()
  const ms = performance.now() - start
  const verdict = ms <= BULK_LIMIT_MS ? 'ok' : 'TOO SLOW'
  console.log(`  ${label.padEnd(34)} ${ms.toFixed(0).padStart(6)} ms  ${verdict}`)
  if (ms > BULK_LIMIT_MS) process.exitCode = 1
}

function boldAll(tr: Transaction): Transaction {
  const bold = must(schema.marks.bold, 'bold').create()
  return changeBlocks(tr, 0, tr.doc.content.size, (block) =>
    block.copy(
      Fragment.from(block.content.content.map((one) => one.mark(bold.addToSet(one.marks)))),
    ),
  )
}

function indentAll(tr: Transaction): Transaction {
  return changeBlocks(tr, 0, tr.doc.content.size, (block) =>
    block.type.create({ ...block.attrs, indent: 2 }, block.content),
  )
}

function bulk(count: number): void {
  const update = documentOf(count)
  const ann = reader('ann', 2, update)
  const bo = reader('bo', 3, update)
  const both = (label: string, act: () => void) => {
    once(label, act)
    once(`${label}, seen by another`, () => ann.tell(bo))
    if (!ann.doc.eq(bo.doc)) throw new Error(`${label}: the replicas differ`)
  }
  both('bold all', () => ann.dispatch(boldAll(ann.state.tr)))
  both('undo of bold all', () => ann.undo())
  both('indent all', () => ann.dispatch(indentAll(ann.state.tr)))
  both('undo of indent all', () => ann.undo())
  both('delete all', () => ann.dispatch(ann.state.tr.delete(0, ann.doc.content.size)))
  both('undo of delete all', () => ann.undo())
  const pasted = new Slice(Fragment.from(blocks(1_000)), 1, 1)
  both('paste 1,000 blocks', () => ann.dispatch(ann.state.tr.replace(5, 5, pasted)))
  both('undo of paste', () => ann.undo())
  once('load', () => reader('cleo', 4, ann.everything()).close())
}

const ms = (value: number) => value.toFixed(3).padStart(8)
localKeys(200)
remoteKeys(200)
const costs = [100, 1_000, 5_000].map((count) => {
  gc()
  const local = localKeys(count)
  gc()
  const remote = remoteKeys(count)
  return { count, local, remote }
})
console.log(
  'median per key, ms     local: ours  ProseMirror    remote: ours  ProseMirror  (bare Yjs)',
)
for (const { count, local, remote } of costs) {
  const cells = [
    local.ours,
    local.prosemirror,
    remote.key.ours,
    remote.key.prosemirror,
    remote.bare,
  ]
  console.log(`  ${String(count).padStart(6)} blocks ${cells.map((one) => ms(one)).join('     ')}`)
}
const [small, , large] = costs
if (small && large) {
  for (const [label, least, most] of [
    ['local', small.local.ours, large.local.ours],
    ['remote', small.remote.key.ours, large.remote.key.ours],
  ] as const) {
    const ok = most <= KEY_LIMIT_MS && most < RATIO_LIMIT * least
    const ratio = (most / least).toFixed(2)
    console.log(
      `  ${label}: ${most.toFixed(3)} ms at 5,000 blocks, ${ratio}× of 100 blocks ${ok ? 'ok' : 'TOO SLOW'}`,
    )
    if (!ok) process.exitCode = 1
  }
}
console.log('bulk commands at 5,000 blocks')
bulk(5_000)
