import { afterAll, beforeAll, expect, test } from 'vitest'
import { Guest, until } from '../support/cast.ts'
import { StockPerson } from '../support/cast-stock.ts'
import { WirePerson } from '../support/cast-wire.ts'
import { type RunningServer, startServer } from '../support/server.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

/** What somebody sees of the others' presence: the name each of them put there. */
function namesSeenBy(person: StockPerson): string[] {
  const states = [...person.awareness.getStates()]
  return states
    .filter(([client]) => client !== person.doc.clientID)
    .map(([, state]) => String(state.name))
    .sort()
}

test('[W3] two unmodified y-websocket providers write one text and see each other', async () => {
  const anna = await Guest.arrives('ann', server)
  const document = await anna.makesDocument()
  const ann = new StockPerson(anna, document)
  const bo = new StockPerson(await Guest.arrives('bo', server), document)
  await ann.joins(server)
  await bo.joins(server)

  ann.types('Hello')
  await bo.sees('Hello')
  bo.types(', world')
  await ann.sees('Hello, world')
  ann.deletes(0, 5)
  await until(() => bo.text === ', world', 'bo to see a delete')

  ann.awareness.setLocalState({ name: 'ann' })
  bo.awareness.setLocalState({ name: 'bo' })
  await until(() => namesSeenBy(ann).join() === 'bo', 'ann to see bo')
  await until(() => namesSeenBy(bo).join() === 'ann', 'bo to see ann')

  // Somebody who comes later is told at once who is there, and what was written.
  const cleo = new StockPerson(await Guest.arrives('cleo', server), document)
  await cleo.joins(server)
  await cleo.sees(', world')
  await until(() => namesSeenBy(cleo).join() === 'ann,bo', 'cleo to see both')

  bo.leaves()
  await until(
    () => namesSeenBy(ann).join() === 'undefined' || namesSeenBy(ann).length === 1,
    'bo to go',
  )
  await until(() => !namesSeenBy(cleo).includes('bo'), 'cleo to see bo go')
  ann.leaves()
  cleo.leaves()
})

test('[LV12] a stock client that was cut off brings what it wrote offline', async () => {
  const guest = await Guest.arrives('ann', server)
  const document = await guest.makesDocument()
  const ann = await new StockPerson(guest, document).joins(server)
  const bo = await new StockPerson(await Guest.arrives('bo', server), document).joins(server)
  ann.types('one ')
  await bo.sees('one ')

  bo.cutsOff()
  bo.types('two ')
  bo.deletes(0, 3)
  ann.types('three ')
  bo.connects(server)
  await ann.sees('two ')
  await bo.sees('three ')
  await until(() => ann.text === bo.text, 'both texts to be one')
  expect(ann.text).not.toContain('one')
  ann.leaves()
  bo.leaves()
})

test('a client without any cookie may write as well', async () => {
  const host = await Guest.arrives('ann', server)
  const document = await host.makesDocument()
  const ann = await new StockPerson(host, document).joins(server)
  const stranger = await new StockPerson(new Guest('bo', server), document).joins(server)
  stranger.types('from nowhere')
  await ann.sees('from nowhere')
  ann.types(' and back')
  await stranger.sees(' and back')
  ann.leaves()
  stranger.leaves()
})

test('[W3] a stock client never gets a frame from 100 on, ours and it write together', async () => {
  const host = await Guest.arrives('ann', server)
  const document = await host.makesDocument()
  const ann = await new WirePerson(host, document, { query: '' }).joins(server)
  const bo = await new WirePerson(await Guest.arrives('bo', server), document).joins(server)
  ann.types('plain')
  await bo.sees('plain')
  bo.types(' and ours')
  await bo.isReceipted()
  await ann.sees('plain and ours')
  expect(ann.frames.filter((frame) => frame.kind !== 'sync' && frame.kind !== 'awareness')).toEqual(
    [],
  )
  expect(bo.frames[0]?.kind).toBe('hello')
  await ann.leaves()
  await bo.leaves()
})
