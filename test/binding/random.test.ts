import { expect, test } from 'vitest'
import { Binding } from '../../client/binding/binding.ts'
import { schema } from '../../client/editor/schema.ts'
import { seededRng } from '../../shared/kit/rng.ts'
import { Writer } from '../support/writer.ts'
import { fromBytes, irregularities, itemsWithoutLength, RandomHand } from './random-hand.ts'

const SEEDS = Number(process.env.SEEDS ?? (process.env.INTERLINE_LONG ? 600 : 30))
const PATIENCE_MS = 20_000 + SEEDS * 1_000
const FIRST_SEED = Number(process.env.SEED ?? 1)
const seeds = Array.from({ length: SEEDS }, (_, at) => FIRST_SEED + at)

function seesWhatYjsSays(writer: Writer, seed: number, when: string): void {
  const shown = fromBytes(writer, (text) => new Binding({ text, schema }).doc)
  const same = writer.doc.eq(shown)
  if (!same)
    console.log(`seed ${seed} ${when}\n${JSON.stringify(writer.doc)}\n${JSON.stringify(shown)}`)
  expect(same, `seed ${seed}, ${when}`).toBe(true)
  writer.doc.check()
  if (irregularities(writer.text) === 0) {
    expect(writer.text.length, `seed ${seed}, ${when}: index = position`).toBe(
      writer.doc.content.size,
    )
  }
  expect(itemsWithoutLength(writer.text), `seed ${seed}, ${when}: items without length`).toBe(0)
  expect(writer.binding.check(), `seed ${seed}, ${when}: the index`).toBe(true)
}

test(
  '[DM20] after anything one person does, Yjs says what the editor shows',
  () => {
    const did = new Map<string, number>()
    for (const seed of seeds) {
      const ann = new Writer({ name: 'ann', clientID: 10 + seed })
      const hand = new RandomHand(ann, seed)
      for (let step = 0; step < 60; step += 1) {
        hand.act()
        seesWhatYjsSays(ann, seed, `step ${step}`)
      }
      for (const [act, times] of hand.did) did.set(act, (did.get(act) ?? 0) + times)
      ann.close()
    }
    console.log(`local edits: ${JSON.stringify(Object.fromEntries(did))}`)
    expect(did.size).toBeGreaterThan(15)
  },
  PATIENCE_MS,
)

test(
  '[DM41] after anything anybody does anywhere, all see the same and who only looks writes nothing',
  () => {
    let irregular = 0
    let heard = 0
    for (const seed of seeds) {
      const rng = seededRng(seed)
      const people = [5, 3, 9].map((clientID, at) => new Writer({ name: `${at}`, clientID }))
      const hands = people.map((writer, at) => new RandomHand(writer, seed * 7 + at))
      const viewer = new Writer({ name: 'viewer', clientID: 77 })
      for (let round = 0; round < 12; round += 1) {
        for (const hand of hands) {
          const acts = Math.floor(rng() * 5)
          for (let act = 0; act < acts; act += 1) {
            hand.act()
            seesWhatYjsSays(
              hand.writer,
              seed,
              `round ${round}, ${hand.last} by ${hand.writer.name}`,
            )
          }
        }
        for (const one of people) {
          for (const other of [...people, viewer]) {
            if (one === other || rng() < 0.4) continue
            one.tell(other)
            heard += 1
            seesWhatYjsSays(other, seed, `round ${round}, ${other.name} heard ${one.name}`)
          }
        }
      }
      for (const one of [...people, ...people]) {
        for (const other of [...people, viewer]) if (one !== other) one.tell(other)
      }
      for (const one of [...people, viewer]) {
        seesWhatYjsSays(one, seed, `the end, ${one.name}`)
        expect(one.doc.eq(viewer.doc), `seed ${seed}: ${one.name} and viewer agree`).toBe(true)
      }
      irregular += irregularities(viewer.text)
      expect(viewer.wrote, `seed ${seed}: updates by the viewer`).toEqual([])
      for (const one of [...people, viewer]) one.close()
    }
    console.log(`${heard} merges, ${irregular} irregular blocks at the end`)
    expect(heard).toBeGreaterThan(seeds.length * 20)
    expect(irregular).toBeGreaterThan(0)
  },
  PATIENCE_MS,
)
