import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Rng, seededRng } from '../../shared/kit/rng.ts'
import { describeInBrowser } from '../support/browser.ts'
import type { Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'

const SEED = Number(process.env.INTERLINE_SEED ?? 2026_1122)
const TURNS = process.env.INTERLINE_LONG ? 1_500 : 120

type Deed = [name: string, weight: number, does: (person: Person, rng: Rng) => Promise<void>]

const WORDS = ['river', 'stone', 'cloud', 'fern', 'moss', 'wind', 'shore', 'lamp']
const PASTES = [
  '<p>pasted words</p>',
  '<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>',
  '<h2>part</h2><p>with <b>bold</b></p><blockquote>and a quote</blockquote>',
  '<pre>code\n  here</pre>',
]
const SIGNS = ['# ', '## ', '- ', '1. ', '[ ] ', '> ']

const pick = <T>(rng: Rng, from: readonly T[]): T => from[Math.floor(rng() * from.length)] as T
const times = async (count: number, deed: () => Promise<unknown>) => {
  for (let left = count; left > 0; left -= 1) await deed()
}

const DEEDS: Deed[] = [
  ['types', 30, (who, rng) => who.types(`${pick(rng, WORDS)}${Math.floor(rng() * 100)} `)],
  ['enters', 10, (who) => who.presses('Enter')],
  ['rubs out', 10, (who, rng) => times(1 + rng() * 6, () => who.presses('Backspace'))],
  ['deletes', 4, (who, rng) => times(1 + rng() * 6, () => who.presses('Delete'))],
  ['indents', 4, (who, rng) => who.presses(rng() < 0.6 ? 'Tab' : 'Shift+Tab')],
  ['breaks the line', 2, (who) => who.presses('Shift+Enter')],
  [
    'wanders',
    14,
    (who, rng) =>
      times(1 + rng() * 5, () =>
        who.presses(pick(rng, ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'Control+ArrowRight', 'End'])),
      ),
  ],
  [
    'marks',
    8,
    async (who, rng) => {
      await times(1 + rng() * 3, () => who.presses('Shift+Control+ArrowLeft'))
      await who.presses(pick(rng, ['Control+b', 'Control+i', 'Control+u', 'Control+e']))
      await who.presses('ArrowRight')
    },
  ],
  [
    'selects and types over',
    4,
    async (who, rng) => {
      await times(1 + rng() * 2, () => who.presses(pick(rng, ['Shift+ArrowUp', 'Shift+ArrowDown'])))
      await who.types('over ')
    },
  ],
  [
    'makes a kind',
    6,
    async (who, rng) => {
      await who.presses('Home')
      await who.types(pick(rng, SIGNS))
    },
  ],
  ['pastes', 5, (who, rng) => who.pastes({ html: pick(rng, PASTES), text: 'pasted' })],
  ['undoes', 8, (who, rng) => times(1 + rng() * 3, () => who.presses('Control+z'))],
  ['redoes', 3, (who) => who.presses('Control+Shift+z')],
]

function chooses(rng: Rng): Deed {
  let dice = rng() * DEEDS.reduce((sum, [, weight]) => sum + weight, 0)
  for (const deed of DEEDS) {
    dice -= deed[1]
    if (dice < 0) return deed
  }
  return DEEDS[0] as Deed
}

describeInBrowser('anything anybody does, in any order', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await Stage.opens()
  })
  afterEach(() => expect(stage.complaints()).toEqual([]))
  afterAll(() => stage.closes())

  test(`three people, ${TURNS} turns each, offline and back: all the same everywhere`, async () => {
    const names = ['ann', 'bo', 'cleo']
    const people = await Promise.all(names.map((name) => stage.enters(name)))
    const id = await stage.document(...people)
    const counts = new Map<string, number>()
    const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1)

    const lives = async (person: Person, index: number) => {
      const rng = seededRng(SEED + index)
      let away = 0
      await person.clicksPage()
      for (let turn = 0; turn < TURNS; turn += 1) {
        if (away === 0 && rng() < 0.02) {
          await person.cutsOff()
          away = 5 + Math.floor(rng() * 20)
          count('cuts off')
        } else if (away > 0) {
          away -= 1
          if (away === 0) await person.returns()
        }
        const [name, , does] = chooses(rng)
        await does(person, rng)
        count(name)
      }
      if (away > 0) await person.returns()
    }
    await Promise.all(people.map(lives))
    const done = [...counts.values()].reduce((sum, n) => sum + n, 0)
    const table = [...counts].map(([name, n]) => `${name} ${n}`).join(', ')
    console.log(`live session: seed ${SEED}, ${done} deeds: ${table}`)
    expect(done).toBeGreaterThan(people.length * TURNS - 1)
    for (const [name] of DEEDS) expect(counts.get(name) ?? 0, name).toBeGreaterThan(0)

    const blocks = await stage.agrees(id, ...people)
    expect(blocks.length).toBeGreaterThan(3)
    await Promise.all(people.map((person) => person.isTold('saved')))
    const stranger = await stage.enters('dora')
    await stranger.opens(id)
    await stage.agrees(id, stranger, ...people)
  })
})
