import { afterEach, expect, test } from 'vitest'
import { seededRng } from '../../shared/kit/rng.ts'
import { describeInBrowser } from '../support/browser.ts'
import type { Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { until } from '../support/cast.ts'
import { type RunningServer, startServer } from '../support/server.ts'

const SEED = 5
/** A fast typist's pause between two keys. */
const KEY_MS = 12

describeInBrowser('the server goes down under writing hands', () => {
  let stage: Stage<RunningServer>
  let server: RunningServer
  afterEach(async () => {
    expect(stage.complaints()).toEqual([])
    await stage.clears()
    await server.stop()
    await stage.closes()
  })

  /** Someone writes words nobody else writes, until they are told to stop. */
  async function writes(person: Person, seed: number, goesOn: () => boolean): Promise<string[]> {
    const rng = seededRng(seed)
    const words: string[] = []
    while (goesOn()) {
      const word = `${person.name}${words.length}`
      words.push(word)
      await person.page.keyboard.type(`${word} `, { delay: KEY_MS })
      if (rng() < 0.1) await person.presses('Enter')
    }
    return words
  }

  test('killed and drained while three write: every word is there once', async () => {
    stage = await Stage.opensAlone()
    server = stage.server
    const people = [await stage.enters('ann'), await stage.enters('bo'), await stage.enters('cleo')]
    const id = await stage.document(...people)
    const [ann] = people
    await ann?.clicksPage()
    for (const { name } of people) {
      await ann?.types(`${name}: `)
      await ann?.presses('Enter')
    }
    for (const person of people) {
      await person.sees('ann: ', 'bo: ', 'cleo: ', '')
      await person.clicks('after', `${person.name}:`)
      await person.presses('End')
    }

    let isOn = true
    const writing = Promise.all(
      people.map((person, index) => writes(person, SEED + index, () => isOn)),
    )
    for (const end of ['kill9', 'term'] as const) {
      const before = (await ann?.outline())?.join().length ?? 0
      await server[end]()
      server = await startServer({ data: stage.server.data, port: stage.server.port })
      await until(async () => ((await ann?.outline())?.join().length ?? 0) > before, 'ann goes on')
    }
    isOn = false
    const words = (await writing).flat()
    await Promise.all(people.map((person) => person.isTold('saved')))
    const text = (await stage.agrees(id, ...people))
      .flatMap(({ runs }) => runs)
      .map((run) => ('text' in run ? run.text : ''))
      .join(' ')
    const counts = new Map<string, number>()
    for (const word of text.split(/\s+/)) counts.set(word, (counts.get(word) ?? 0) + 1)
    console.log(
      `restarts: seed ${SEED}, ${words.length} words by ${people.length} people, 2 restarts`,
    )
    expect(words.filter((word) => counts.get(word) !== 1)).toEqual([])
  })

  test('a server that takes the line and says nothing: the document opens all the same', async () => {
    stage = await Stage.opensAlone()
    server = stage.server
    const ann = await stage.enters('ann', { keepsTheApp: true })
    const id = await stage.document(ann)
    await ann.keepsTheApp()
    await ann.clicksPage()
    await ann.types('here before')
    await ann.isTold('saved')
    process.kill(server.pid, 'SIGSTOP')
    try {
      await ann.page.reload()
      await ann.mayWrite()
      await ann.sees('here before')
      await ann.clicksPage()
      await ann.types(' and now')
      await ann.isTold('on-this-device')
    } finally {
      process.kill(server.pid, 'SIGCONT')
    }
    await ann.isTold('saved')
    await stage.agrees(id, ann)
    await ann.sees('here before and now')
  })
})
