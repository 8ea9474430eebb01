import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { ClockSet, decodeClocks, encodeClocks, type Range } from '../../../server/live/clock-set.ts'
import { readShape } from '../../../server/live/update-shape.ts'
import { seededRng } from '../../../shared/kit/rng.ts'

const BOUNDS = { structs: 100_000, deletes: 100_000 }
const SEED = 20_261_122

function numbers(seed: number) {
  const rng = seededRng(seed)
  return (below: number) => Math.floor(rng() * below)
}

/** Several people who write, format, delete and nest one level deep, and hear each other at times. */
function history(seed: number, edits: number): { updates: Uint8Array[]; docs: Y.Doc[] } {
  const below = numbers(seed)
  const updates: Uint8Array[] = []
  const docs = [1, 2, 3].map((client) => {
    const doc = new Y.Doc()
    doc.clientID = client * 1000 + seed
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'heard') updates.push(update)
    })
    return doc
  })
  for (let edit = 0; edit < edits; edit++) {
    const doc = docs[below(3)] ?? new Y.Doc()
    const text = doc.getText('body')
    const at = below(text.length + 1)
    const kind = below(6)
    if (kind < 3) text.insert(at, 'words '.slice(below(5)))
    else if (kind === 3 && text.length > 2) text.delete(below(text.length - 1), 1)
    else if (kind === 4) {
      const marker = new Y.Map<unknown>()
      text.insertEmbed(at, marker)
      marker.set('kind', 'heading')
      marker.set('kind', 'quote')
    } else if (text.length > 2) text.format(0, 2, { bold: true })
    const from = docs[below(3)] ?? doc
    const to = docs[below(3)] ?? doc
    if (below(3) === 0) Y.applyUpdate(to, Y.encodeStateAsUpdate(from), 'heard')
  }
  return { updates, docs }
}

function sound(update: Uint8Array) {
  const shape = readShape(update, BOUNDS)
  if (typeof shape === 'string') throw new Error(shape)
  return shape
}

const inOrder = (ranges: Iterable<Range>) =>
  [...ranges].map(({ client, from, to }) => `${client}:${from}-${to}`).sort()

test('a set of clocks agrees with a plain list of them, also after being written down', () => {
  const below = numbers(SEED)
  for (let round = 0; round < 200; round++) {
    let set = new ClockSet()
    const plain = new Set<string>()
    const has = ({ client, from, to }: Range) => {
      for (let clock = from; clock < to; clock++) if (!plain.has(`${client}:${clock}`)) return false
      return true
    }
    for (let step = 0; step < 30; step++) {
      const from = below(60)
      const range = { client: below(2), from, to: from + below(12) }
      const lacking = set.lacking(range)
      expect(set.has(range)).toBe(has(range))
      expect(set.hasAll([range, { ...range, to: range.from + 1 }])).toBe(
        has(range) && has({ ...range, to: range.from + 1 }),
      )
      expect(lacking.length === 0).toBe(has(range))
      for (let clock = range.from; clock < range.to; clock++) {
        const isLacking = lacking.some((one) => one.from <= clock && clock < one.to)
        expect(isLacking).toBe(!plain.has(`${range.client}:${clock}`))
      }
      set.add(range)
      for (let clock = range.from; clock < range.to; clock++) plain.add(`${range.client}:${clock}`)
      if (below(5) === 0) set = decodeClocks(encodeClocks(set))
    }
    for (const client of [0, 1]) {
      let end = 0
      while (plain.has(`${client}:${end}`)) end++
      expect(set.end(client)).toBe(end)
    }
  }
})

test('[LV13] the shape of an update is what Yjs says it brings', () => {
  let looked = 0
  for (let seed = 1; seed <= 30; seed++) {
    const { updates, docs } = history(seed, 60)
    const set = new ClockSet()
    for (const update of updates) {
      const shape = readShape(update, BOUNDS)
      if (typeof shape === 'string') throw new Error(`seed ${seed}: an honest update was refused`)
      const { from, to } = Y.parseUpdateMeta(update)
      for (const [client, start] of from) {
        const own = [...shape.structs].filter((range) => range.client === client)
        expect([own[0]?.from, own.at(-1)?.to]).toEqual([start, to.get(client)])
      }
      for (const range of shape.structs) set.add(range)
      looked++
    }
    const whole = new Y.Doc()
    for (const update of updates) Y.applyUpdate(whole, update)
    const ends = [...set.ends()].map(([client, to]) => ({ client, from: 0, to }))
    const vector = Y.decodeStateVector(Y.encodeStateVector(whole))
    const known = [...vector].map(([client, to]) => ({ client, from: 0, to }))
    expect(inOrder(ends)).toEqual(inOrder(known))

    const deletes = new ClockSet()
    for (const update of updates) {
      for (const range of sound(update).deletes) deletes.add(range)
    }
    const once = sound(Y.encodeStateAsUpdate(whole))
    for (const range of once.deletes) expect(deletes.has(range)).toBe(true)
    expect(docs).toHaveLength(3)
  }
  expect(looked).toBeGreaterThan(1_000)
})

test('[LV13] whatever the bytes: a shape or null, soon, and never for a cut or a prolonged update', () => {
  const below = numbers(SEED)
  const { updates } = history(7, 80)
  let refused = 0
  for (let round = 0; round < 8_000; round++) {
    const update = (updates[below(updates.length)] ?? new Uint8Array()).slice()
    for (let flips = below(4); flips >= 0; flips--) update[below(update.length)] = below(256)
    if (readShape(update, BOUNDS) === 'malformed') refused++
  }
  expect(refused).toBeGreaterThan(2_000)
  for (const update of updates) {
    expect(readShape(new Uint8Array([...update, 0]), BOUNDS)).toBe('malformed')
    for (let length = 0; length < update.length; length++) {
      expect(readShape(update.slice(0, length), BOUNDS)).toBe('malformed')
      // As a window into a buffer in which the rest still lies.
      expect(readShape(update.subarray(0, length), BOUNDS)).toBe('malformed')
    }
  }
})

test('[LV13] structs and deletes are counted apart, before they are made', () => {
  const doc = new Y.Doc()
  for (let n = 0; n < 50; n++) doc.getText('body').insert(0, 'x')
  for (let n = 0; n < 25; n++) doc.getText('body').delete(n, 1)
  const update = Y.encodeStateAsUpdate(doc)
  expect(typeof readShape(update, { structs: 50, deletes: 25 })).toBe('object')
  expect(readShape(update, { structs: 49, deletes: 25 })).toBe('too-large')
  expect(readShape(update, { structs: 50, deletes: 24 })).toBe('too-large')
})

test('[LV13] an item without length is malformed: Yjs loses its way in it', () => {
  // One client with one struct: text in the root "b", of the given length.
  const text = (length: number) =>
    new Uint8Array([1, 1, 5, 0, 4, 1, 1, 98, length, ...new Array(length).fill(120), 0])
  expect(readShape(text(0), BOUNDS)).toBe('malformed')
  expect(typeof readShape(text(1), BOUNDS)).toBe('object')
})

test('[LV13] values nested too deep are malformed, whatever carries them and whatever our stack', () => {
  const nested = (depth: number) => {
    let value: unknown = 1
    for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value }
    return value
  }
  const carriers: Record<string, (doc: Y.Doc, value: unknown) => void> = {
    map: (doc, value) => doc.getMap('about').set('x', value),
    array: (doc, value) => doc.getArray('list').insert(0, [1, value]),
    embed: (doc, value) => doc.getText('body').insertEmbed(0, { x: value }),
    format: (doc, value) => doc.getText('body').insert(0, 'word', { x: value }),
    subdocument: (doc, value) => doc.getMap('about').set('d', new Y.Doc({ meta: value })),
  }
  for (const [name, carry] of Object.entries(carriers)) {
    const judged = [1, 60, 70, 900].map((depth) => {
      const doc = new Y.Doc()
      carry(doc, nested(depth))
      return typeof readShape(Y.encodeStateAsUpdate(doc), BOUNDS)
    })
    expect(judged, name).toEqual(['object', 'object', 'string', 'string'])
  }
})

test('[LV13] what lies in a nested type is told apart, however the update is cut', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { updates } = history(seed, 60)
    const whole = new Y.Doc()
    for (const update of updates) Y.applyUpdate(whole, update)
    const inner = new ClockSet()
    for (const structs of whole.store.clients.values()) {
      for (const item of structs) {
        if (!(item instanceof Y.Item) || !(item.parent instanceof Y.AbstractType)) continue
        const { client, clock } = item.id
        if (item.parent._item) inner.add({ client, from: clock, to: clock + item.length })
      }
    }
    const shape = sound(Y.encodeStateAsUpdate(whole))
    expect(shape.beside).toEqual([])
    const found = new ClockSet()
    for (const range of shape.inner) found.add(range)
    expect(inOrder(found)).toEqual(inOrder(inner))
  }
})
