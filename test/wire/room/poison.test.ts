/** What is let in must be read by every replica, and to the same text, however it travels. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { ClockSet, type Range } from '../../../server/live/clock-set.ts'
import { Gate } from '../../../server/live/gate.ts'
import { LIMITS, type Limits } from '../../../server/live/limits.ts'
import { packShapes, unpackShapes } from '../../../server/live/shape-packing.ts'
import { type ReadShape, readShape, UNBOUNDED } from '../../../server/live/update-shape.ts'
import { seededRng } from '../../../shared/kit/rng.ts'
import { composed, honestUpdates } from '../../support/network-composed.ts'
import * as forge from '../../support/network-forgery.ts'
import { mutated } from '../../support/network-mutations.ts'

const BOUNDS = { structs: 100_000, deletes: 100_000 }
const ME = 7
const ROUNDS = process.env.INTERLINE_LONG ? 400_000 : 1_500

const LONG_MS = 3_600_000
const MOST = 20
const SMALL = { ...LIMITS, waiting: MOST, claims: MOST, clients: 2 * MOST }

const words = (client: number, said: string): forge.Section => ({
  ...{ client, clock: 0, structs: [forge.text(said)] },
})

function readBy(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

const textOf = (updates: readonly Uint8Array[]) => readBy(updates).getText('body').toString()

test('[LV13] words beside what their own writer has yet to write are malformed: Yjs throws', () => {
  const places: Record<string, forge.Place> = {
    'left ahead': { left: { client: ME, clock: 5 } },
    'left is itself': { left: { client: ME, clock: 0 } },
    'right ahead': { right: { client: ME, clock: 5 } },
    'in one ahead': { in: { client: ME, clock: 5 } },
    'in itself': { in: { client: ME, clock: 0 } },
  }
  for (const [name, place] of Object.entries(places)) {
    const update = forge.handmade([{ client: ME, clock: 0, structs: [forge.text('x', place)] }])
    expect(() => readBy([update]), name).toThrow()
    expect(readShape(update, BOUNDS), name).toBe('malformed')
  }
})

test('[LV13] an item between a neighbour and the same neighbour is malformed', () => {
  const left = { client: 9, clock: 1 }
  const structs = [forge.text('x', { left, right: { ...left } })]
  expect(readShape(forge.handmade([{ client: ME, clock: 0, structs }]), BOUNDS)).toBe('malformed')
})

test('[LV13] clients out of their order, or twice, are malformed: merging would lose words', () => {
  const rising = forge.handmade([words(5, 'five'), words(9, 'nine')])
  const honest = forge.handmade([words(7, 'seven')])
  expect(textOf([rising, honest])).not.toBe(textOf([Y.mergeUpdates([rising, honest])]))
  const twice = forge.handmade([words(5, 'one'), words(5, 'two')])
  expect(textOf([twice])).not.toBe(textOf([Y.mergeUpdates([twice, honest])]).replace('seven', ''))
  const inTwoParts = forge.handmade([
    words(5, 'one'),
    { client: 5, clock: 3, structs: [forge.text('two')] },
  ])
  for (const update of [rising, twice, inTwoParts]) {
    expect(readShape(update, BOUNDS)).toBe('malformed')
    // What an older server let in stays readable.
    expect(typeof readShape(update, UNBOUNDED)).toBe('object')
  }
  const falling = forge.handmade([words(9, 'nine'), words(5, 'five')])
  expect(typeof readShape(falling, BOUNDS)).toBe('object')
})

test('[LV13] a delete of nothing is malformed: Yjs throws where the text ends', () => {
  const update = forge.handmade([words(ME, 'abc')], [{ client: ME, ranges: [[3, 0]] }])
  expect(readShape(update, BOUNDS)).toBe('malformed')
  expect(() => readBy([forge.handmade([], [{ client: ME, ranges: [[0, 0]] }])])).toThrow()
})

test('[LV13] values that hide their depth behind __proto__ are malformed', () => {
  const update = (depth: number) =>
    forge.handmade([
      { client: ME, clock: 0, structs: [forge.any([forge.nestedValue(depth, '__proto__')])] },
    ])
  expect(typeof readShape(update(60), BOUNDS)).toBe('object')
  for (const depth of [70, 3_000]) expect(readShape(update(depth), BOUNDS)).toBe('malformed')
})

test(
  `[LV13] ${ROUNDS} forged and changed updates: what is let in throws nowhere and merges to one text`,
  () => {
    const seed = process.env.INTERLINE_LONG ? Date.now() % 1e9 : 20261122
    const rng = seededRng(seed)
    const base = honestUpdates(rng)
    const whole = Y.mergeUpdates(base)
    let refused = 0
    for (let round = 0; round < ROUNDS; round++) {
      const from = base[Math.floor(rng() * base.length)] ?? whole
      const changed = round % 2 === 0 ? composed(rng) : mutated(from, base, rng)
      if (typeof readShape(changed, BOUNDS) === 'string') {
        refused++
        continue
      }
      const told = `seed ${seed}, round ${round}: ${changed.join(' ')}`
      let apart: string | null = null
      try {
        apart = contentOf([whole, changed])
      } catch (error) {
        throw new Error(`a replica throws: ${String(error)}; ${told}`)
      }
      expect(contentOf([Y.mergeUpdates([whole, changed])]), told).toBe(apart)
    }
    console.log(
      `seed ${seed}: ${ROUNDS} forged and changed updates, ${refused} refused, the rest read alike`,
    )
    expect(refused).toBeGreaterThan(ROUNDS / 4)
    expect(ROUNDS - refused).toBeGreaterThan(ROUNDS / 4)
  },
  LONG_MS,
)

/** What a replica shows and would send on. */
function contentOf(updates: readonly Uint8Array[]): string {
  const doc = readBy(updates)
  const body = doc.getText('body')
  const about = Object.entries(doc.getMap('about').toJSON()).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([body.toString(), about, body.length], (_, one) =>
    typeof one === 'bigint' ? String(one) : one,
  )
}

test('[LV13] many ranges at once are taken like one after the other, in any order', () => {
  const rng = seededRng(4)
  const below = (n: number) => Math.floor(rng() * n)
  for (let round = 0; round < 300; round++) {
    const one = new ClockSet()
    const many = new ClockSet()
    for (let part = 0; part < 3; part++) {
      const ranges: Range[] = Array.from({ length: below(60) }, () => {
        const from = below(200)
        return { client: below(2), from, to: from + below(6) }
      })
      for (const range of ranges) one.add(range)
      many.addAll(ranges.sort((a, b) => a.client - b.client))
      expect([...many].sort(order)).toEqual([...one].sort(order))
      const again = new ClockSet()
      again.addAll(many)
      expect([...again]).toEqual([...many])
      again.add({ client: 9, from: 0, to: 1 })
      expect(again.length).toBe(many.length + 1)
      expect(many.length).toBe([...many].length)
      expect(one.length).toBe(many.length)
    }
  }
})

const order = (a: Range, b: Range) => a.client - b.client || a.from - b.from

test('[LV13] a shape comes out of its packing as it went in', () => {
  const doc = new Y.Doc()
  const marker = new Y.Map<unknown>()
  doc.getText('body').insert(0, 'some words')
  doc.getText('body').insertEmbed(2, marker)
  const before = Y.encodeStateVector(doc)
  marker.set('kind', 'quote')
  doc.getText('body').insert(3, 'more')
  doc.getText('body').insertEmbed(5, new Y.Map())
  doc.getText('body').delete(0, 1)
  doc.getText('body').delete(8, 2)
  const shapes = [
    readShape(Y.encodeStateAsUpdate(doc), BOUNDS),
    readShape(Y.encodeStateAsUpdate(doc, before), BOUNDS),
    readShape(new Uint8Array([9]), BOUNDS),
    readShape(Y.encodeStateAsUpdate(doc), { structs: 1, deletes: 1 }),
  ]
  expect(shapes.slice(2)).toEqual(['malformed', 'too-large'])
  const { beside, typesBeside, inner } = shapes[1] as Exclude<(typeof shapes)[1], string>
  expect([beside.length, typesBeside.length, inner.length].every((n) => n > 0)).toBe(true)
  expect(unpackShapes(packShapes(shapes)).map(spelt)).toEqual(shapes)
})

/** Packed lists as plain ones. */
function spelt(shape: ReadShape): ReadShape {
  if (typeof shape === 'string') return shape
  const { structs, deletes, needs, inner, beside, typesBeside } = shape
  return {
    ...{ structs: [...structs], deletes: [...deletes], needs: [...needs], inner: [...inner] },
    ...{ beside: [...beside], typesBeside: [...typesBeside] },
  }
}

test('[LV11] [LV13] what waits is counted by the piece: clients, islands, deletes, neighbours', () => {
  const stored = { epoch: 0, snapshot: null, whole: null, rows: [], owners: [] }
  const judged = (update: Uint8Array) => {
    const gate = new Gate(stored, [], SMALL, 0)
    const shape = readShape(update, BOUNDS)
    if (typeof shape === 'string') return shape
    const verdict = gate.judge(shape, 'mallory', 0, 1)
    return verdict.kind === 'refused' ? verdict.reason : verdict.kind
  }
  const each = <T>(count: number, make: (n: number) => T): T[] =>
    Array.from({ length: count }, (_, n) => make(n))
  const floods: Record<string, (count: number) => Uint8Array> = {
    deletes: (count) =>
      forge.handmade(
        [],
        [{ client: ME, ranges: each(count, (n) => [n * 3, 1] as [number, number]) }],
      ),
    islands: (count) =>
      forge.handmade([
        { client: ME, clock: 0, structs: each(count, () => [forge.gc(1), forge.skip(1)]).flat() },
      ]),
    clients: (count) =>
      forge.handmade(each(count, (n) => ({ client: 900 - n, clock: 0, structs: [forge.gc(1)] }))),
  }
  for (const [name, flood] of Object.entries(floods)) {
    expect(judged(flood(MOST - 2)), name).toBe('new')
    expect(judged(flood(MOST + 3)), name).toBe('too-many')
  }
  const beside = (count: number) =>
    forge.handmade([
      {
        ...{ client: ME, clock: 0 },
        structs: each(count, (n) => forge.text('x', { left: { client: 9, clock: n * 2 } })),
      },
    ])
  expect([judged(beside(390)), judged(beside(401))]).toEqual(['new', 'too-many'])
})

/** A document of its own, to which mallory brings one update after the other; what is said to each. */
function mallorysGate(limits: Limits): (update: Uint8Array) => string {
  const stored = { epoch: 0, snapshot: null, whole: null, rows: [], owners: [] }
  const gate = new Gate(stored, [], limits, 0)
  return (update) => {
    const shape = readShape(update, BOUNDS)
    if (typeof shape === 'string') return shape
    const verdict = gate.judge(shape, 'mallory', 0, 1)
    if (verdict.kind === 'refused') return verdict.reason
    if (verdict.kind === 'new') gate.take(shape, verdict.claims, 'mallory')
    gate.absorb(shape, 'mallory', update.length)
    return verdict.kind
  }
}

test('[LV13] the same delete over and over is not looked at over and over', () => {
  const brings = mallorysGate(LIMITS)
  const letters = 2_000
  const everyOther = Array.from({ length: letters / 2 }, (_, n): [number, number] => [n * 2, 1])
  expect(brings(forge.handmade([words(ME, 'x'.repeat(letters))]))).toBe('new')
  expect(brings(forge.handmade([], [{ client: ME, ranges: everyOther }]))).toBe('new')
  const all = (times: number) =>
    forge.handmade(
      [{ client: ME, clock: letters, structs: [forge.text('y')] }],
      [
        {
          client: ME,
          ranges: Array.from({ length: times }, (): [number, number] => [0, letters + 1]),
        },
      ],
    )
  expect(brings(all(1_000))).toBe('too-many')
  expect(brings(all(1))).toBe('new')
})

test('[LV11] what hangs beside what had not arrived waits no more once that has', () => {
  const brings = mallorysGate(LIMITS)
  const links = 390
  // One author's, or each by another; the last comes first.
  const chains = {
    own: (link: number) => ({ client: ME, clock: link }),
    others: (link: number) => ({ client: 1_000 + link, clock: 0 }),
  }
  for (const id of Object.values(chains)) {
    const link = (n: number) => {
      const place = n === 0 ? { root: 'body' } : { left: id(n - 1) }
      return forge.handmade([{ ...id(n), structs: [forge.text('x', place)] }])
    }
    for (let n = links; n > 0; n--) expect(brings(link(n)), `link ${n}`).toBe('new')
    expect(brings(link(0))).toBe('new')
  }
  const nowhere = Array.from({ length: links }, (_, n) =>
    forge.text('x', { left: { client: 9, clock: n * 2 } }),
  )
  expect(brings(forge.handmade([{ client: ME, clock: links + 1, structs: nowhere }]))).toBe('new')
})

test('[LV11] what waits is counted over all updates, and not any more once nothing waits', () => {
  const brings = mallorysGate(SMALL)
  const early = (from: number) =>
    forge.handmade(
      [],
      [
        {
          client: ME,
          ranges: Array.from({ length: 12 }, (_, n): [number, number] => [from + n * 3, 1]),
        },
      ],
    )
  expect(brings(early(0))).toBe('new')
  expect(brings(early(100))).toBe('too-many')
  const whole = forge.handmade([{ client: ME, clock: 0, structs: [forge.text('x'.repeat(90))] }])
  expect(brings(whole)).toBe('new')
  expect(brings(early(100))).toBe('new')
})
