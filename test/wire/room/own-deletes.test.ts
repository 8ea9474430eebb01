import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { readOwnDeletes } from '../../../server/live/own-deletes.ts'
import { readShape, UNBOUNDED } from '../../../server/live/update-shape.ts'
import { must } from '../../../shared/kit/assert.ts'
import { seededRng } from '../../../shared/kit/rng.ts'

const SEED = 20261122

/** Two people write and delete here and there; what a snapshot keeps of their deletes. */
function deletesOf(seed: number): Uint8Array {
  const rng = seededRng(seed)
  const doc = new Y.Doc()
  for (const client of [7, 2 ** 32 + 5]) {
    doc.clientID = client
    const text = doc.getText('body')
    for (let edit = 0; edit < 60; edit++) {
      const at = Math.floor(rng() * (text.length + 1))
      if (rng() < 0.6 || at + 2 > text.length) text.insert(at, 'word')
      else text.delete(at, 1 + Math.floor(rng() * 2))
    }
  }
  return Y.diffUpdate(Y.encodeStateAsUpdate(doc), Y.encodeStateVector(doc))
}

test('[LV15] the deletes of a snapshot are read as any update is', () => {
  let ranges = 0
  for (let seed = SEED; seed < SEED + 50; seed++) {
    const update = deletesOf(seed)
    const own = must(readOwnDeletes(update), 'nothing but deletes')
    expect({ ...own, deletes: [...own.deletes] }).toEqual(readShape(update, UNBOUNDED))
    ranges += own.deletes.length
  }
  expect(ranges).toBeGreaterThan(1_000)
})

test('[LV15] what has structs, ends too soon or goes on is read the long way', () => {
  const deletes = deletesOf(SEED)
  const doc = new Y.Doc()
  doc.getText('body').insert(0, 'waiting')
  expect(readOwnDeletes(Y.encodeStateAsUpdate(doc))).toBeNull()
  for (let length = 0; length < deletes.length; length++) {
    expect(readOwnDeletes(deletes.slice(0, length)), `${length} bytes`).toBeNull()
  }
  expect(readOwnDeletes(new Uint8Array([...deletes, 0]))).toBeNull()
  expect(readOwnDeletes(new Uint8Array([0, 1, 7, 1, 3, 0]))).toBeNull()
  expect(readOwnDeletes(new Uint8Array([0, 0]))?.deletes.length).toBe(0)
  // Ranges that fall, and a client that comes twice, with clocks that it had before.
  expect(readOwnDeletes(new Uint8Array([0, 1, 7, 2, 5, 1, 3, 1]))).toBeNull()
  expect(readOwnDeletes(new Uint8Array([0, 2, 7, 1, 5, 1, 7, 1, 3, 1]))).toBeNull()
})
