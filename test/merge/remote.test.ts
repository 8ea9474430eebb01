import { AllSelection } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { must } from '../../shared/kit/assert.ts'
import { seededRng } from '../../shared/kit/rng.ts'
import type { Writer } from '../support/writer.ts'
import { spotIn, spotsOf } from './caret.ts'
import { chosen, EDITS } from './edits.ts'
import { Hand } from './hand.ts'
import { Alphabet } from './letters.ts'
import { EVERY_EDIT } from './odd-edits.ts'
import { arrives, opening, rebuilt } from './opening.ts'
import { hearsOwn } from './post.ts'
import { BASE_SEED, PATIENCE_MS, sessionsOf } from './table.ts'

const STEPS = 150
const NETWORK = { brought: 'by wire' }

test(
  'after any remote change all see what Yjs has, carets stay on their letters, viewers are silent',
  () => {
    const done = { edits: 0, deliveries: 0, carets: 0 }
    const wrong: string[] = []
    const rooms = sessionsOf(40)
    for (let seed = BASE_SEED; seed < BASE_SEED + rooms; seed++) {
      const rng = seededRng(seed)
      const habits = seed % 2 === 0 ? EDITS : EVERY_EDIT
      const alphabet = new Alphabet()
      const { base } = opening(alphabet, rng)
      const editors = ['ann', 'bo', 'cleo'].map((name) => arrives(name, base, rng))
      const viewers = ['vera', 'wim'].map((name) => arrives(name, base, rng))
      for (const viewer of viewers) selectsEverything(viewer)
      const hands = editors.map((writer) => new Hand(writer, rng, alphabet, 0.5))
      const wires = new Wires(editors, viewers, wrong)

      for (let step = 0; step < STEPS; step++) {
        if (rng() < 0.4) {
          const hand = anyOf(hands, rng())
          if (rng() < 0.7) hand.writer.binding.undoManager.stopCapturing()
          if (chosen(habits, rng).edit(hand) !== null) done.edits += 1
        } else {
          const reader = wires.brings(rng(), (writer, bring) => {
            done.carets += watched(writer, bring, habits === EDITS, wrong)
          })
          if (reader === null) continue
          done.deliveries += 1
          if (!rebuilt(reader).eq(reader.state.doc))
            wrong.push(`${reader.name} sees what Yjs has not`)
        }
      }
      while (wires.brings(rng(), (_writer, bring) => bring()) !== null) done.deliveries += 1
      const first = must(editors[0], 'ann')
      for (const writer of [...editors, ...viewers]) {
        if (!writer.state.doc.eq(first.state.doc)) wrong.push(`${writer.name} ≠ ann`)
        if (!rebuilt(writer).eq(writer.state.doc))
          wrong.push(`${writer.name} sees what Yjs has not`)
        writer.close()
      }
      if (wrong.length > 0) {
        wrong.push(`seed ${seed}`)
        break
      }
    }
    console.log(`${rooms} rooms, seed ${BASE_SEED}: ${JSON.stringify(done)}`)
    expect(wrong).toEqual([])
    expect(done.edits).toBeGreaterThan(rooms * 20)
    expect(done.deliveries).toBeGreaterThan(rooms * 50)
    expect(done.carets).toBeGreaterThan(rooms * 10)
  },
  PATIENCE_MS,
)

/** Every sender's updates reach every reader in their order, when told, one at a time. */
class Wires {
  readonly #queues: { reader: Writer; updates: Uint8Array[] }[] = []

  constructor(editors: readonly Writer[], viewers: readonly Writer[], wrong: string[]) {
    const all = [...editors, ...viewers]
    for (const writer of all) {
      const mine = all
        .filter((reader) => reader !== writer)
        .map((reader) => ({ reader, updates: [] as Uint8Array[] }))
      this.#queues.push(...mine)
      hearsOwn(writer.ydoc, NETWORK, (update) => {
        if (viewers.includes(writer)) wrong.push(`${writer.name} wrote by looking`)
        for (const queue of mine) queue.updates.push(update)
      })
    }
  }

  /** One update to one reader; null when nothing is on its way. */
  brings(chance: number, around: (reader: Writer, bring: () => void) => void): Writer | null {
    const waiting = this.#queues.filter(({ updates }) => updates.length > 0)
    const queue = waiting[Math.floor(chance * waiting.length)]
    const update = queue?.updates.shift()
    if (!queue || !update) return null
    const { reader } = queue
    around(reader, () => Y.applyUpdate(reader.ydoc, update, NETWORK))
    return reader
  }
}

/** Brings a change and says how many ends of selections stood in text that it left alone. */
function watched(reader: Writer, bring: () => void, judges: boolean, wrong: string[]): number {
  const before = spotsOf(reader)
  const waited = reader.ydoc.store.pendingStructs !== null
  bring()
  // What waited for this change comes along with it: several edits, which may delete and put back.
  if (waited || !judges) return 0
  let watchedEnds = 0
  for (const spot of before) {
    const expected = spotIn(reader, spot)
    if (expected === null) continue
    watchedEnds += 1
    const actual = reader.state.selection[spot.end]
    if (actual !== expected) wrong.push(`${reader.name}'s ${spot.end}: ${actual}, not ${expected}`)
  }
  return watchedEnds
}

function selectsEverything(viewer: Writer): void {
  viewer.dispatch(viewer.state.tr.setSelection(new AllSelection(viewer.state.doc)))
}

function anyOf(hands: readonly Hand[], chance: number): Hand {
  return must(hands[Math.floor(chance * hands.length)], 'somebody')
}
