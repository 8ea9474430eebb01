import { expect, test } from 'vitest'
import { seededRng } from '../../shared/kit/rng.ts'
import { chosen } from './edits.ts'
import { Hand } from './hand.ts'
import { Alphabet } from './letters.ts'
import { EVERY_EDIT } from './odd-edits.ts'
import { arrives, opening, rebuilt } from './opening.ts'
import { BASE_SEED, PATIENCE_MS, sessionsOf } from './table.ts'

const EDITS_EACH = 60

test(
  'after any edit the document rebuilt from Yjs is what the editor shows',
  () => {
    const done = new Map<string, number>()
    const wrong: string[] = []
    const people = sessionsOf(60)
    for (let seed = BASE_SEED; seed < BASE_SEED + people; seed++) {
      const rng = seededRng(seed)
      const alphabet = new Alphabet()
      const ann = arrives('ann', opening(alphabet, rng).base, rng)
      const hand = new Hand(ann, rng, alphabet, rng())
      for (let number = 0; number < EDITS_EACH; number++) {
        const { name, edit } = chosen(EVERY_EDIT, rng)
        if (rng() < 0.7) ann.binding.undoManager.stopCapturing()
        if (edit(hand) === null) continue
        done.set(name, (done.get(name) ?? 0) + 1)
        ann.state.doc.check()
        if (rebuilt(ann).eq(ann.state.doc)) continue
        wrong.push(`seed ${seed}, edit ${number} (${name})`)
        break
      }
      ann.close()
    }
    const list = [...done].sort(([, a], [, b]) => b - a).map(([name, count]) => `${name} ${count}`)
    console.log(`${people} people, seed ${BASE_SEED}; edits: ${list.join(', ')}`)
    expect(wrong).toEqual([])
    if (people < 60) return
    expect([...Object.keys(EVERY_EDIT)].filter((name) => !done.has(name))).toEqual([])
  },
  PATIENCE_MS,
)
