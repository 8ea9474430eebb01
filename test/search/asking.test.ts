import { afterEach, beforeEach, expect, test } from 'vitest'
import { Search } from '../../client/search/search.ts'
import { HandClock } from '../replica/hand-clock.ts'

let clock: HandClock
let search: Search
let asked: {
  path: string
  signal: AbortSignal
  answer: (body: unknown) => void
  fail: () => void
}[]

beforeEach(() => {
  clock = new HandClock()
  asked = []
  const titles = [
    { id: 'a', title: 'Café in autumn', changedAt: 2 },
    { id: 'b', title: 'Autumn', changedAt: 1 },
  ]
  search = new Search({
    clock,
    titles: () => titles,
    fetch: (path, init) =>
      new Promise((resolve, reject) => {
        const signal = init?.signal ?? AbortSignal.abort()
        signal.addEventListener('abort', () => reject(signal.reason))
        asked.push({
          path: String(path),
          signal,
          answer: (body) => resolve(Response.json(body)),
          fail: () => reject(new TypeError('no network')),
        })
      }),
  })
})
afterEach(() => search.close())

const finding = { id: 'a', title: { text: 'A', marks: [] }, text: null, changedAt: 1 }
const settled = () => new Promise((next) => setImmediate(next))

test('[SQ1] the server is asked once typing rests, for the last words only', async () => {
  for (const typed of ['p', 'pl', 'plu']) {
    search.question.value = typed
    clock.advance(100)
  }
  expect(asked).toEqual([])
  expect(search.state.value).toEqual({ kind: 'waiting' })
  clock.advance(20)
  expect(asked.map(({ path }) => path)).toEqual(['/api/search?q=plu'])
  asked[0]?.answer({ findings: [finding], more: false })
  await settled()
  expect(search.state.value).toMatchObject({ kind: 'found', from: 'server', question: 'plu' })
})

test('[SQ1] an older question is called off, and its answer is not shown', async () => {
  search.question.value = 'plu'
  clock.advance(120)
  search.question.value = 'plum & jam?'
  expect(asked[0]?.signal.aborted).toBe(true)
  clock.advance(120)
  asked[0]?.answer({ findings: [finding], more: false })
  await settled()
  expect(search.state.value.kind).toBe('waiting')
  expect(asked[1]?.path).toBe('/api/search?q=plum%20%26%20jam%3F')
  asked[1]?.answer({ findings: [], more: false })
  await settled()
  expect(search.state.value).toMatchObject({ kind: 'found', findings: [], isWaiting: false })
  search.question.value = 'plums'
  expect(search.state.value).toMatchObject({ kind: 'found', isWaiting: true })
  search.clear()
  expect(search.state.value).toEqual({ kind: 'idle' })
})

test('[SQ2] without the server titles are searched, without accents and capitals', async () => {
  search.question.value = 'cafe aut'
  clock.advance(120)
  asked[0]?.fail()
  await settled()
  expect(search.state.value).toMatchObject({
    from: 'device',
    findings: [
      {
        id: 'a',
        title: {
          text: 'Café in autumn',
          marks: [
            [0, 4],
            [8, 11],
          ],
        },
      },
    ],
  })
})

test('half a character, and an answer of another shape, do no harm', async () => {
  search.question.value = '\ud83d autumn'
  clock.advance(120)
  asked[0]?.answer({ findings: 'none' })
  await settled()
  expect(search.state.value).toMatchObject({ from: 'device' })
})

test('closed it asks nothing more', () => {
  search.question.value = 'plum'
  search.close()
  clock.advance(10_000)
  expect([asked.length, clock.pending]).toEqual([0, 0])
})
