import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { seededRng } from '../../shared/kit/rng.ts'
import { describeInBrowser } from '../support/browser.ts'
import type { Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import {
  appendBlock,
  deleteBlockOf,
  deleteWords,
  insertAt,
  markerOf,
  splitAt,
} from '../support/browser-yjs.ts'

const SEED = 11
const TURNS = 60

describeInBrowser('people who only look', () => {
  let stage: Stage
  let ann: Person
  let bo: Person

  beforeAll(async () => {
    stage = await Stage.opens()
    ann = await stage.enters('ann')
    bo = await stage.enters('bo')
  })
  afterEach(() => expect(stage.complaints()).toEqual([]))
  afterAll(() => stage.closes())

  /** Who wrote what of this document, from the server's own file. */
  function writers(id: string): Map<string, number> {
    const database = new DatabaseSync(join(stage.server.data, 'log.sqlite'), { readOnly: true })
    try {
      const rows = database
        .prepare('SELECT person, count(*) AS n FROM update_log WHERE document = ? GROUP BY person')
        .all(id)
      return new Map(rows.map((row) => [String(row.person), Number(row.n)]))
    } finally {
      database.close()
    }
  }

  test('write nothing, also with everything selected', async () => {
    const id = await stage.document()
    const cleo = await stage.client(id)
    cleo.transact(() => {
      for (let n = 0; n < 30; n += 1) appendBlock(cleo, {}, `line number ${n}.`)
    })
    await Promise.all([ann.opens(id), bo.opens(id)])
    await ann.clicksPage()
    await ann.presses('Control+a')
    await bo.clicks('after', 'line number 3')

    const rng = seededRng(SEED)
    let done = 0
    for (let turn = 0; turn < TURNS; turn += 1) {
      const words = `line number ${Math.floor(rng() * 30)}.`
      if (!String(cleo.getText('body')).includes(words)) continue
      done += 1
      const dice = Math.floor(rng() * 6)
      if (dice === 0) insertAt(cleo, words, 4, 's, so they say, and')
      else if (dice === 1) splitAt(cleo, words, 6)
      else if (dice === 2) deleteBlockOf(cleo, words)
      else if (dice === 3) markerOf(cleo, words).set('kind', rng() < 0.5 ? 'heading' : 'callout')
      else if (dice === 4) markerOf(cleo, words).set('list', rng() < 0.5 ? 'task' : 'ordered')
      else deleteWords(cleo, words)
      if (turn % 20 === 0) await stage.agrees(id, ann, bo)
    }
    console.log(`viewers: seed ${SEED}, ${done} edits by somebody else`)
    expect(done).toBeGreaterThan(20)
    // To the last block and back: an empty document is where editors like to put a paragraph.
    cleo.getText('body').delete(0, cleo.getText('body').length)
    await stage.agrees(id, ann, bo)
    appendBlock(cleo, {}, 'all new')
    await Promise.all([ann.sees('all new'), bo.sees('all new')])

    await ann.isTold('saved')
    const before = writers(id)
    expect([...before.values()].length).toBe(1)
    expect([...before.values()][0]).toBeGreaterThan(0)
    await bo.clicksPage()
    await bo.types('!')
    await stage.agrees(id, ann, bo)
    expect(writers(id).size).toBe(2)
  })

  test('a client id that only looked owns no letter', async () => {
    const id = await stage.document()
    const cleo = await stage.client(id)
    appendBlock(cleo, {}, 'words to look at')
    await ann.opens(id)
    await ann.clicksPage()
    await ann.presses('Control+a', 'ArrowLeft', 'Control+b', 'Control+b', 'End', 'Home')
    await ann.sees('words to look at')
    const witness = await stage.client(id)
    expect([...Y.decodeStateVector(Y.encodeStateVector(witness)).keys()]).toEqual([cleo.clientID])
  })
})
