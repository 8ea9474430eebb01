import { afterAll, beforeAll, expect, test } from 'vitest'
import { findingsSchema } from '../../shared/search/search-results.ts'
import { Guest, until } from '../support/cast.ts'
import { WirePerson } from '../support/cast-wire.ts'
import {
  type RunningServer,
  removeFolder,
  startServer,
  temporaryFolder,
} from '../support/server.ts'

const data = temporaryFolder()
let server: RunningServer

beforeAll(async () => {
  server = await startServer({ data })
})
afterAll(async () => {
  await server.stop()
  removeFolder(data)
})

const finds = async (guest: Guest, question: string) => {
  const answer = await guest.asks('GET', `/api/search?q=${encodeURIComponent(question)}`)
  return findingsSchema.parse(await answer.json()).findings.map(({ id }) => id)
}

test('[SE7] [LV17] what somebody wrote is found by those who know the document, 5 s later at most', async () => {
  const ann = await Guest.arrives('ann', server)
  const bo = await Guest.arrives('bo', server)
  const cleo = await Guest.arrives('cleo', server)
  const id = await ann.makesDocument()
  const writer = await new WirePerson(ann, id).joins(server)
  const reader = await new WirePerson(bo, id).joins(server)
  writer.types('Harvest\u001ethe first plums are ripe')
  await writer.isReceipted()
  await until(async () => (await finds(ann, 'plum')).length === 1, 'the words to be read', 5_000)
  expect(await finds(bo, 'harvest')).toEqual([id])
  expect(await finds(cleo, 'harvest')).toEqual([])
  await Promise.all([writer.leaves(), reader.leaves()])
})

test('[SE7] words that the server had no time to read are read when it starts again', async () => {
  const ann = await Guest.arrives('ann', server)
  const id = await ann.makesDocument()
  const writer = await new WirePerson(ann, id).joins(server)
  writer.types('Quince\u001ejam')
  await until(async () => (await finds(ann, 'quince')).length === 1, 'the first words to be read')
  writer.types(' and jelly')
  await writer.isReceipted()
  await server.kill9()
  server = await startServer({ data })
  ann.moves(server)
  await until(async () => (await finds(ann, 'quince jelly')).length === 1, 'the words to be read')
  const list = await (await ann.asks('GET', '/api/documents')).json()
  expect(list.documents[0]).toMatchObject({ id, title: 'Quince' })
})

test('[SE9] the operator’s log never says what was searched or written', async () => {
  const ann = await Guest.arrives('ann', server)
  expect(await finds(ann, 'zebrawood" OR *')).toEqual([])
  expect(server.said()).not.toMatch(/zebrawood|plums|Quince/i)
})
