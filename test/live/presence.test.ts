import * as encoding from 'lib0/encoding'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Awareness, applyAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { Guest, until } from '../support/cast.ts'
import { WirePerson } from '../support/cast-wire.ts'
import * as net from '../support/network.ts'
import { type RunningServer, startServer } from '../support/server.ts'

let server: RunningServer
let document: string
let ann: WirePerson
let bo: WirePerson
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  const guest = await Guest.arrives('ann', server)
  document = await guest.makesDocument()
  ann = await new WirePerson(guest, document).joins(server)
  bo = await new WirePerson(await Guest.arrives('bo', server), document).joins(server)
})

/** What a stock client would hold after all awareness frames this person got. */
function statesSeenBy(person: WirePerson): Map<number, Record<string, unknown>> {
  const awareness = new Awareness(new Y.Doc())
  for (const frame of person.frames) {
    if (frame.kind === 'awareness') applyAwarenessUpdate(awareness, frame.bytes, 'server')
  }
  const states = new Map(awareness.getStates())
  states.delete(awareness.clientID)
  awareness.destroy()
  return states
}

/** Every state that was ever sent to this person for a client id; null: "gone". */
function heard(person: WirePerson, client: number): unknown[] {
  const states: unknown[] = []
  for (const frame of person.frames) {
    if (frame.kind !== 'awareness') continue
    for (const entry of net.readAwareness(frame.bytes)) {
      if (entry.client === client) states.push(entry.state)
    }
  }
  return states
}

function shows(person: WirePerson, state: unknown, clock = 1, client = person.doc.clientID): void {
  person.says(net.awarenessFrame([{ client, clock, state }]))
}

const sees = (person: WirePerson, other: WirePerson, caret: unknown) =>
  until(
    () => statesSeenBy(person).get(other.doc.clientID)?.caret === caret,
    () => `${person.name} to see the caret of ${other.name}`,
  )

test('[LV9] presence reaches the others and comes back to its sender', async () => {
  shows(ann, { caret: 1 })
  await sees(bo, ann, 1)
  await sees(ann, ann, 1)
  shows(ann, { caret: 2 }, 2)
  await sees(bo, ann, 2)
})

test('[LV8] presence under the client id of somebody else is dropped, alone or in company', async () => {
  shows(ann, { caret: 1 })
  shows(bo, { caret: 10 })
  await sees(bo, ann, 1)
  bo.says(
    net.awarenessFrame([
      { client: ann.doc.clientID, clock: 50, state: { caret: 'forged' } },
      { client: bo.doc.clientID, clock: 2, state: { caret: 11 } },
      { client: 4242, clock: 1, state: { caret: 'nobody' } },
    ]),
  )
  await sees(ann, bo, 11)
  // Nor may anybody say for her that she left, or freeze her by a clock she never reaches.
  shows(bo, null, 51, ann.doc.clientID)
  shows(bo, { caret: 'frozen' }, 2 ** 50, ann.doc.clientID)
  // States are sent on at most ten a second each: two more of bo's come after all of that.
  for (const caret of [12, 13]) {
    shows(bo, { caret }, caret)
    await sees(ann, bo, caret)
  }
  shows(ann, { caret: 2 }, 2)
  await sees(bo, ann, 2)
  const told = new Set(heard(bo, ann.doc.clientID).map((state) => JSON.stringify(state)))
  expect([...told]).toEqual(['{"caret":1}', '{"caret":2}'])
  expect(heard(ann, 4242)).toEqual([])
  expect([ann.closed, bo.closed]).toEqual([null, null])
})

test('[LV9] who goes, is gone for the others; who comes, sees who is there', async () => {
  shows(ann, { caret: 1 })
  shows(bo, { caret: 10 })
  await sees(ann, bo, 10)
  const cleo = await new WirePerson(await Guest.arrives('cleo', server), document).joins(server)
  await sees(cleo, ann, 1)
  await sees(cleo, bo, 10)
  bo.cutsOff()
  await until(() => !statesSeenBy(ann).has(bo.doc.clientID), 'ann to see bo go')
  await until(() => !statesSeenBy(cleo).has(bo.doc.clientID), 'cleo to see bo go')
  expect(statesSeenBy(cleo).has(ann.doc.clientID)).toBe(true)
})

test('[LV8] the same person may come back under the same client id', async () => {
  shows(bo, { caret: 1 })
  await sees(ann, bo, 1)
  const again = new WirePerson(bo.guest, document, { client: bo.doc.clientID })
  await again.joins(server)
  shows(again, { caret: 2 }, 2)
  await sees(ann, bo, 2)
  bo.cutsOff()
  shows(again, { caret: 3 }, 3)
  await sees(ann, bo, 3)
})

test('[LV9] the roster names who is behind a client id, stamped by the server', async () => {
  shows(ann, { caret: 1, name: 'The Queen', user: { name: 'The Queen' } })
  shows(bo, { caret: 1 })
  const seat = (person: WirePerson, of: WirePerson) =>
    person.roster.find(({ client }) => client === of.doc.clientID)
  await until(() => seat(bo, ann) !== undefined && seat(ann, bo) !== undefined, 'both seats')
  const me: { person: string; name: string; colour: string } = JSON.parse(
    await (await ann.guest.asks('GET', '/api/me')).text(),
  )
  expect(seat(bo, ann)).toMatchObject({ person: me.person, name: me.name, colour: me.colour })
  expect(me.colour).toMatch(/^c[1-8]$/)

  await ann.guest.asks('PUT', '/api/me', { name: 'Ann Onymous' })
  await until(() => seat(bo, ann)?.name === 'Ann Onymous', 'bo to see the new name')
  ann.cutsOff()
  await until(() => seat(bo, ann) === undefined, 'the seat to be empty')
})

test('[W6] presence that is too big or no JSON is not sent on, and nobody is disturbed', async () => {
  shows(ann, { caret: 'x'.repeat(5000) })
  const noJson = encoding.createEncoder()
  for (const number of [1, ann.doc.clientID, 2]) encoding.writeVarUint(noJson, number)
  encoding.writeVarString(noJson, '{"caret":')
  ann.says(
    net.frame(net.AWARENESS, (encoder) =>
      encoding.writeVarUint8Array(encoder, encoding.toUint8Array(noJson)),
    ),
  )
  shows(bo, { caret: 1 })
  await sees(bo, bo, 1)
  expect(statesSeenBy(bo).has(ann.doc.clientID)).toBe(false)
  expect(bo.closed).toBeNull()
})

test('presence is not stored: who comes when all are gone sees nobody', async () => {
  shows(ann, { caret: 1 })
  await sees(bo, ann, 1)
  ann.cutsOff()
  bo.cutsOff()
  const cleo = await new WirePerson(await Guest.arrives('cleo', server), document).joins(server)
  await cleo.isReceipted()
  expect(statesSeenBy(cleo).size).toBe(0)
})
