import { expect, test } from 'vitest'
import { schema } from '../../client/editor/schema.ts'
import { must } from '../../shared/kit/assert.ts'
import { seededRng } from '../../shared/kit/rng.ts'
import { HandClock } from '../replica/hand-clock.ts'
import { meet, Writer } from '../support/writer.ts'

const block = must(schema.nodes.block, 'block')
const LINES = ['one two three four five', 'six seven eight', 'nine ten', 'eleven']
const SEEDS = Number(process.env.SEEDS ?? 60)

/** All they did comes together, and what stands there twice goes. */
function calms(clock: HandClock, writers: readonly Writer[]): void {
  meet(...writers)
  clock.advance(1_000)
  meet(...writers)
  clock.advance(10_000)
  meet(...writers)
}

test(`[DM55] three who delete apart and put all of it back lose and double no letter (${SEEDS} seeds)`, () => {
  const did = { deleted: 0, undone: 0, redone: 0, met: 0 }
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const rng = seededRng(seed)
    const pick = (below: number) => Math.floor(rng() * below)
    const clock = new HandClock()
    const three = ['ann', 'bo', 'cleo'].map(
      (name, at) => new Writer({ name, clientID: 2 + ((at + seed) % 3), clock }),
    ) as [Writer, Writer, Writer]
    const [ann] = three
    const blocks = LINES.map((line) => block.create(null, schema.text(line)))
    ann.dispatch(ann.state.tr.replaceWith(0, ann.doc.content.size, blocks))
    ann.binding.undoManager.clear()
    clock.advance(5_000)
    meet(...three)
    for (let round = 0; round < 4; round += 1) {
      for (const writer of three) {
        const deletes = 1 + pick(3)
        for (let nth = 0; nth < deletes; nth += 1) {
          const from = 1 + pick(writer.doc.content.size - 2)
          const to = Math.min(writer.doc.content.size - 1, from + 1 + pick(14))
          if (writer.doc.textBetween(from, to) === '') continue
          clock.advance(600)
          writer.dispatch(writer.state.tr.delete(from, to))
          did.deleted += 1
        }
        while (writer.undo()) {
          did.undone += 1
          if (pick(4) > 0 || !writer.redo()) continue
          did.redone += 1
          clock.advance(pick(2) * 300)
          if (!writer.undo()) break
        }
        if (pick(3) > 0) continue
        // Half of the time they go on before anything is healed: then healing and they meet apart.
        if (pick(2) > 0) calms(clock, three)
        else meet(...three)
        did.met += 1
      }
      calms(clock, three)
      for (const writer of three) {
        const words = writer.doc.children.map((one) => one.textContent)
        expect(words, `${writer.name}, seed ${seed}, round ${round}`).toEqual(LINES)
        writer.binding.undoManager.clear()
      }
    }
    expect(clock.pending, `seed ${seed}`).toBe(0)
  }
  console.log(`healing: ${SEEDS} seeds: ${JSON.stringify(did)}`)
  expect(Math.min(...Object.values(did))).toBeGreaterThan(SEEDS)
}, 60_000)
