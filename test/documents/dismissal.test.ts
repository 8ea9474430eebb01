import { afterAll, beforeAll, expect, test } from 'vitest'
import { Guest, until } from '../support/cast.ts'
import { WirePerson } from '../support/cast-wire.ts'
import { type RunningServer, startServer } from '../support/server.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const isClosed = (person: WirePerson) =>
  until(() => person.closed !== null, `${person.name} to be closed`)

async function isTurnedAway(guest: Guest, id: string, code: number): Promise<void> {
  const visitor = new WirePerson(guest, id)
  visitor.connects(server)
  await isClosed(visitor)
  expect(visitor.closed?.code, guest.name).toBe(code)
}

test('[TR6] who is in a document when it goes to the trash is closed 4410, and so on coming back', async () => {
  const ann = await Guest.arrives('ann', server)
  const bo = await Guest.arrives('bo', server)
  const cleo = await Guest.arrives('cleo', server)
  const id = await ann.makesDocument()
  const owner = await new WirePerson(ann, id).joins(server)
  const other = await new WirePerson(bo, id).joins(server)
  owner.types('Minutes')
  await owner.isReceipted()
  await until(() => other.text === 'Minutes', 'bo to read them')

  const sent = performance.now()
  expect((await ann.asks('PUT', `/api/documents/${id}/trash`)).status).toBe(204)
  await Promise.all([isClosed(owner), isClosed(other)])
  expect(performance.now() - sent).toBeLessThan(2_000)
  expect([owner.closed?.code, other.closed?.code]).toEqual([4410, 4410])
  await isTurnedAway(ann, id, 4410)
  await isTurnedAway(bo, id, 4410)
  await isTurnedAway(cleo, id, 4404)

  await ann.asks('DELETE', `/api/documents/${id}/trash`)
  const again = await new WirePerson(bo, id).joins(server)
  expect(again.text).toBe('Minutes')
  await again.leaves()

  await ann.asks('PUT', `/api/documents/${id}/trash`)
  expect((await ann.asks('DELETE', `/api/documents/${id}`)).status).toBe(204)
  await isTurnedAway(bo, id, 4410)
  await isTurnedAway(cleo, id, 4404)
})

test('[TR7] what is typed while it goes is either kept or not receipted, and never brings it back', async () => {
  const ann = await Guest.arrives('ann', server)
  const id = await ann.makesDocument()
  const owner = await new WirePerson(ann, id).joins(server)
  let words = 0
  const typing = setInterval(() => {
    owner.types(`${++words} `)
  }, 1)
  await until(() => words > 20, 'some words')
  await ann.asks('PUT', `/api/documents/${id}/trash`)
  await ann.asks('DELETE', `/api/documents/${id}`)
  clearInterval(typing)
  await isClosed(owner)
  expect(words).toBeGreaterThan(20)
  const answer = await ann.asks('POST', '/api/documents', { id })
  expect(answer.status).toBe(410)
  await isTurnedAway(ann, id, 4410)
})
