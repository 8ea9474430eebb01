/**
 * Replays one document into a collecting Y.Doc and writes it down anew. The result is read back and
 * compared before anybody believes it. [LV16]
 */
import * as Y from 'yjs'
import { plainText } from '../../shared/document/plain-text.ts'
import { assert } from '../../shared/kit/assert.ts'
import { ClockSet, encodeClocks } from './clock-set.ts'
import { readShape, UNBOUNDED } from './update-shape.ts'

export interface CompactQuestion {
  snapshot: Uint8Array | null
  rows: Uint8Array[]
  /** False: only read the text. */
  isWriting: boolean
}

export type CompactAnswer =
  | { kind: 'read'; title: string; text: string; written: Written | null }
  | { kind: 'doubtful'; why: string }

export interface Written {
  bytes: Uint8Array
  vector: Uint8Array
  deletes: Uint8Array
  inner: Uint8Array
}

const TITLE_LENGTH = 200

export function compact({ snapshot, rows, isWriting }: CompactQuestion): CompactAnswer {
  const updates = snapshot ? [snapshot, ...rows] : rows
  const doc = replay(updates)
  const { title: whole, text } = plainText(doc)
  const title = whole.slice(0, TITLE_LENGTH)
  if (!isWriting) return { kind: 'read', title, text, written: null }

  const bytes = Y.encodeStateAsUpdate(doc)
  const vector = Y.encodeStateVector(doc)
  const deletes = Y.encodeStateAsUpdate(doc, vector)
  const why = doubt(updates, doc, replay([bytes]), bytes)
  if (why) return { kind: 'doubtful', why }
  return { kind: 'read', title, text, written: { bytes, vector, deletes, inner: innerOf(doc) } }
}

function replay(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc({ gc: true })
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update)
  })
  return doc
}

/** Why this snapshot must not stand for these updates; null if nothing speaks against it. */
function doubt(
  updates: readonly Uint8Array[],
  doc: Y.Doc,
  again: Y.Doc,
  bytes: Uint8Array,
): string | null {
  if (!Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(again))) return 'other structs or deletes'
  if (plainText(doc).text !== plainText(again).text) return 'another text'
  const kept = contentsOf([bytes])
  const given = contentsOf(updates)
  if (![...given.structs].every((range) => kept.structs.has(range))) return 'structs are missing'
  if (![...given.deletes].every((range) => kept.deletes.has(range))) return 'deletes are missing'
  return null
}

/** Pending structs and deletes included: they are in the bytes like all others. */
function contentsOf(updates: readonly Uint8Array[]): { structs: ClockSet; deletes: ClockSet } {
  const structs = new ClockSet()
  const deletes = new ClockSet()
  for (const update of updates) {
    const shape = readShape(update, UNBOUNDED)
    assert(typeof shape !== 'string', 'the log holds sound updates')
    for (const range of shape.structs) structs.add(range)
    for (const range of shape.deletes) deletes.add(range)
  }
  return { structs, deletes }
}

/** Which clocks lie inside nested types: see Depth. */
function innerOf(doc: Y.Doc): Uint8Array {
  const inner = new ClockSet()
  for (const [client, structs] of doc.store.clients) {
    for (const struct of structs) {
      if (!(struct instanceof Y.Item) || !(struct.parent instanceof Y.AbstractType)) continue
      if (!struct.parent._item) continue
      inner.add({ client, from: struct.id.clock, to: struct.id.clock + struct.length })
    }
  }
  return encodeClocks(inner)
}
