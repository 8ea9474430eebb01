/** The server reads updates by itself; Yjs's own reading, item by item, must come to the same. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Range } from '../../../server/live/clock-set.ts'
import type { ShapeBounds } from '../../../server/live/update-reader.ts'
import { type ReadShape, readShape, UNBOUNDED } from '../../../server/live/update-shape.ts'
import { seededRng } from '../../../shared/kit/rng.ts'
import { composed, honestUpdates } from '../../support/network-composed.ts'
import * as forge from '../../support/network-forgery.ts'
import { mutated } from '../../support/network-mutations.ts'
import { shapeByYjs } from '../../support/yjs-shape.ts'

const BOUNDS: Record<string, ShapeBounds> = {
  usual: { structs: 100_000, deletes: 100_000 },
  narrow: { structs: 5, deletes: 2 },
  own: UNBOUNDED,
}
const ROUNDS = process.env.INTERLINE_LONG ? 2_000_000 : 6_000
const LONG_MS = 3_600_000

/** The same clocks are the same, in however many ranges and in whatever order they are told. */
function spelt(shape: ReadShape): unknown {
  if (typeof shape === 'string') return shape
  const melted = (ranges: Iterable<Range>) => {
    const sorted = [...ranges].sort((a, b) => a.client - b.client || a.from - b.from)
    const all: Range[] = []
    for (const range of sorted) {
      const last = all.at(-1)
      if (last?.client === range.client && last.to === range.from) last.to = range.to
      else all.push({ ...range })
    }
    return all
  }
  return {
    structs: melted(shape.structs),
    deletes: [...shape.deletes].map((one) => JSON.stringify(one)).sort(),
    needs: [...shape.needs].filter(([, end]) => end > 0).sort(([a], [b]) => a - b),
    inner: melted(shape.inner),
    beside: [...shape.beside].map((one) => JSON.stringify(one)).sort(),
    typesBeside: [...shape.typesBeside].map((one) => JSON.stringify(one)).sort(),
  }
}

/** Beyond what integers are exact for Yjs reads on; we do not. */
const HUGE = /(?:(?:12[89]|1[3-9]\d|2\d\d) ){7}/

function agree(update: Uint8Array, told: string): ReadShape {
  if (HUGE.test(update.join(' '))) return 'malformed'
  for (const [name, bounds] of Object.entries(BOUNDS)) {
    const ours = spelt(readShape(update, bounds))
    expect(ours, `${told}, ${name} bounds: ${update.join(' ')}`).toEqual(
      spelt(shapeByYjs(update, bounds)),
    )
  }
  return readShape(update, BOUNDS.usual ?? UNBOUNDED)
}

test(
  `[LV13] ${ROUNDS} honest, forged and changed updates are read as Yjs reads them`,
  () => {
    const seed = process.env.INTERLINE_LONG ? Date.now() % 1e9 : 20261123
    const rng = seededRng(seed)
    const base = honestUpdates(rng)
    let sound = 0
    for (const [n, update] of base.entries()) {
      const merged = Y.mergeUpdates(base.slice(0, n + 1))
      expect(typeof agree(update, `honest update ${n}`)).toBe('object')
      expect(typeof agree(merged, `${n + 1} honest updates in one`)).toBe('object')
    }
    for (let round = 0; round < ROUNDS; round++) {
      const from = base[Math.floor(rng() * base.length)] ?? new Uint8Array()
      const made = round % 2 === 0 ? composed(rng) : from
      const update = round % 4 === 0 ? made : mutated(made, base, rng)
      if (typeof agree(update, `seed ${seed}, round ${round}`) !== 'string') sound++
    }
    console.log(`seed ${seed}: ${ROUNDS} updates read alike, ${sound} of them sound`)
    expect(sound).toBeGreaterThan(ROUNDS / 5)
    expect(ROUNDS - sound).toBeGreaterThan(ROUNDS / 5)
  },
  LONG_MS,
)

test('[LV13] odd contents are read as Yjs reads them', () => {
  const contents: Record<string, forge.Struct> = {
    'an embed that is undefined': forge.embed('undefined'),
    'JSON that is undefined': forge.json(['undefined']),
    'JSON that is none': forge.json(['{']),
    'no JSON at all': forge.json([]),
    'a format that is none': forge.format('bold', '{'),
    'a deep format': forge.format('bold', '['.repeat(70) + ']'.repeat(70)),
    'a deep embed': forge.embed('['.repeat(70) + ']'.repeat(70)),
    'an embed that is just not too deep': forge.embed('['.repeat(64) + ']'.repeat(64)),
    'the same in JSON': forge.json(['['.repeat(64) + ']'.repeat(64)]),
    'and one less': forge.json(['['.repeat(63) + ']'.repeat(63)]),
    'a type of no kind': forge.type(7),
    'a document without options': forge.subdocument('guid', forge.value(null)),
    'a document of undefined': forge.subdocument('guid', forge.value(undefined)),
    'a document that is a number': forge.subdocument('guid', forge.value(7)),
    'letters of several bytes': forge.text('wörd 👩‍👩‍👧 …'),
    'a long text': forge.text('x'.repeat(1_000)),
    'a long text of several bytes': forge.text('ö'.repeat(1_000)),
    'half a letter': forge.text('\ud83d'),
    'no letter': forge.text(''),
    'nothing deleted': forge.deleted(0),
    'a megabyte collected': forge.gc(1_048_576),
  }
  for (const [name, struct] of Object.entries(contents)) {
    const alone = forge.handmade([{ client: 7, clock: 0, structs: [struct] }])
    const between = { client: 7, clock: 3, structs: [forge.text('a'), struct, forge.text('b')] }
    agree(alone, name)
    agree(forge.handmade([between]), `${name}, between letters`)
    for (let end = 0; end < Math.min(alone.length, 200); end++) {
      agree(alone.slice(0, end), `${name}, cut at ${end}`)
    }
  }
})
