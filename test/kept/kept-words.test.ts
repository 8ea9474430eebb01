import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import { KeptWords } from '../../client/kept/kept-words.ts'
import { countKept, keepRefused } from '../../client/live/kept-count.ts'
import { KeptReplicas, SECOND_THOUGHTS_MS } from '../../client/live/kept-replicas.ts'
import { must } from '../../shared/kit/assert.ts'
import { forbidden } from '../replica/faulty-disk.ts'
import { aStage, DOCUMENT, settle, type Tab, until } from '../replica/people.ts'

const stage = aStage()

/** The page of what is kept, as it opens. */
async function page(factory: IDBFactory | null = indexedDB) {
  const dropped: string[] = []
  const kept = new KeptWords(new KeptReplicas(factory, stage.clock), (document) =>
    dropped.push(document),
  )
  await until(() => kept.state.value.kind !== 'loading', 'the list to be there')
  return { kept, dropped }
}

const items = ({ state: { value } }: KeptWords) => (value.kind === 'listed' ? value.items : [])
const count = () => countKept(indexedDB, stage.clock)

/** Bo wrote a title and a line offline; meanwhile the document was deleted. */
async function deletedUnderBo(): Promise<Tab> {
  const bo = await stage.visits('bo', 'Plan')
  bo.wire.drops()
  bo.types('\nwritten on a train')
  await settle()
  stage.clock.advance(1_000)
  bo.wire.drops(4410)
  await until(() => bo.replica.shelved.value, 'the words to be kept')
  await bo.replica.close()
  return bo
}

test('[RP20] what is kept is listed with its words, why and when, and as Markdown', async () => {
  expect(await count()).toBe(0)
  expect(items((await page()).kept)).toEqual([])
  await deletedUnderBo()
  const { kept } = await page()
  expect(await count()).toBe(1)
  expect(items(kept)).toMatchObject([
    { document: DOCUMENT, why: 'deleted', at: stage.clock.now(), title: 'Plan written on a train' },
  ])
  const [item] = items(kept)
  expect(item?.words?.plain).toBe('written on a train')
  expect(item?.words?.markdown).toContain('written on a train')
})

test('[RP20] removed and put back: the words and the place are there again', async () => {
  await deletedUnderBo()
  const { kept, dropped } = await page()
  const item = must(items(kept)[0], 'something is kept')
  expect(await kept.remove(item)).toBe(true)
  expect([items(kept).length, await count(), dropped.join()]).toEqual([0, 0, DOCUMENT])
  await kept.putBack(item)
  expect(items(kept)).toHaveLength(1)
  const bo = await stage.reopens('bo')
  expect(bo.text).toContain('written on a train')
})

test('[RP20] removed: the document opens without those words', async () => {
  await deletedUnderBo()
  const { kept } = await page()
  await kept.remove(must(items(kept)[0], 'something is kept'))
  const bo = stage.opens('bo')
  await bo.connects()
  await bo.saves()
  expect(bo.text).toBe('Plan')
  expect(await count()).toBe(0)
})

test('[RP20] what was removed is gone from this device an hour later, not before', async () => {
  await deletedUnderBo()
  const { kept } = await page()
  const item = must(items(kept)[0], 'something is kept')
  await kept.remove(item)
  const holds = async () => (await indexedDB.databases()).some(({ name }) => name === item.name)
  stage.clock.advance(SECOND_THOUGHTS_MS)
  await page()
  await settle()
  expect(await holds()).toBe(true)
  stage.clock.advance(1)
  await page()
  await settle()
  expect(await holds()).toBe(false)
})

test('[RP20] a creation that is refused while nobody has the document open', async () => {
  const person = 'ann'
  const creation = { state: signal('waiting' as const), hurry() {}, lost() {} }
  const ann = stage.opens(person, { creation })
  await until(() => ann.replica.phase.value === 'ready', 'ann may write')
  ann.types('not welcome')
  await settle()
  await ann.replica.close()
  const refused = { person, document: DOCUMENT, why: 'forbidden' } as const
  const at = stage.clock.now()
  await keepRefused(refused, indexedDB, stage.clock)
  stage.clock.advance(60_000)
  await keepRefused(refused, indexedDB, stage.clock)
  const { kept } = await page()
  expect(items(kept)).toMatchObject([{ why: 'forbidden', at, words: { plain: 'not welcome' } }])
  await kept.remove(must(items(kept)[0], 'something is kept'))
  await keepRefused(refused, indexedDB, stage.clock)
  expect(await count()).toBe(0)
})

test('[RP20] an empty page that is refused leaves nothing behind', async () => {
  const creation = { state: signal('waiting' as const), hurry() {}, lost() {} }
  const ann = stage.opens('ann', { creation })
  await until(() => ann.replica.phase.value === 'ready', 'ann may write')
  await settle()
  await ann.replica.close()
  const refused = { person: 'ann', document: DOCUMENT, why: 'forbidden' } as const
  await keepRefused(refused, indexedDB, stage.clock)
  expect(await count()).toBe(0)
})

test('[RP20] words outlive the cookie: whoever this browser is by now, they are listed', async () => {
  await deletedUnderBo()
  const cleo = await stage.visits('cleo', 'another guest of the same browser')
  expect(items((await page()).kept)).toMatchObject([{ title: 'Plan written on a train' }])
  await cleo.replica.close()
})

test('[RP20] a browser that keeps nothing says so', async () => {
  const { kept } = await page(forbidden)
  expect(kept.state.value.kind).toBe('broken')
  expect(await countKept(forbidden, stage.clock)).toBe(0)
})
