import * as encoding from 'lib0/encoding'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { Guest, until } from '../support/cast.ts'
import { MALLORY, Scene } from '../support/cast-scene.ts'
import { WirePerson } from '../support/cast-wire.ts'
import * as net from '../support/network.ts'
import { deletion, forged } from '../support/network-poison.ts'
import type { RunningServer } from '../support/server.ts'

let scene: Scene
let server: RunningServer
let document: string
let ann: WirePerson
let bo: WirePerson
beforeAll(async () => {
  scene = await Scene.opens()
  ;({ server, document, ann, bo } = scene)
})
afterAll(() => scene.close())

function write(client: number, how: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = client
  doc.transact(() => how(doc))
  return Y.encodeStateAsUpdate(doc)
}

test('the forged update is read by Yjs: the poison below is poison for its content only', () => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, forged(MALLORY, 0, 'words'))
  expect(doc.getText('body').toString()).toBe('words')
})

test('[LV10] words under the client id of somebody else are refused and harm nobody', async () => {
  const clock = Y.getState(ann.doc.store, ann.doc.clientID)
  const person = await scene.refuses(
    net.syncFrame(net.UPDATE, forged(ann.doc.clientID, clock, 'ann never said that')),
    ['foreign-client'],
  )
  expect(person.text).not.toContain('never said')
  ann.types('ann goes on. ')
  await ann.isReceipted()
  await bo.sees('ann goes on. ')
  await person.isClosed(4403)

  // A hole punched at the victim's next clock: then the victim's own words would be dropped.
  const next = Y.getState(ann.doc.store, ann.doc.clientID)
  const hole = encoding.createEncoder()
  for (const number of [1, 1, ann.doc.clientID, next, 0, 50, 0]) encoding.writeVarUint(hole, number)
  const puncher = await scene.refuses(net.syncFrame(net.UPDATE, encoding.toUint8Array(hole)), [
    'foreign-client',
  ])
  ann.types('and on. ')
  await ann.isReceipted()
  await bo.sees('and on. ')
  puncher.cutsOff()
})

/** dan and cleo write in a document of their own; mallory knows which clock dan's next word has. */
async function danSpeaks() {
  const host = await Guest.arrives('dan', server)
  const apart = await host.makesDocument()
  const dan = await new WirePerson(host, apart).joins(server)
  const cleo = await new WirePerson(await Guest.arrives('cleo', server), apart).joins(server)
  const person = new WirePerson(await Guest.arrives('mallory', server), apart)
  await person.joins(server)
  dan.types('dan speaks. ')
  await dan.isReceipted()
  await cleo.sees('dan speaks. ')
  const next = Y.getState(dan.doc.store, dan.doc.clientID)
  return { dan, cleo, person, next }
}

test('[LV11] a reference to words not yet written gives nobody the right to write them', async () => {
  const { dan, cleo, person, next } = await danSpeaks()
  // An own letter that claims to stand right of something dan has not written yet …
  const letter = encoding.createEncoder()
  for (const number of [1, 1, person.doc.clientID, 0]) encoding.writeVarUint(letter, number)
  encoding.writeUint8(letter, 128 + 4) // has an origin; text
  encoding.writeVarUint(letter, dan.doc.clientID)
  encoding.writeVarUint(letter, next + 60)
  encoding.writeVarString(letter, 'x')
  encoding.writeVarUint(letter, 0)
  // … and a delete of it, far behind what dan is about to say.
  const far = deletion(dan.doc.clientID, [{ clock: next + 1_000, length: 1 }])
  for (const claim of [encoding.toUint8Array(letter), far]) {
    person.says(net.syncFrame(net.UPDATE, claim))
    await person.isAnswered()
    if (person.closed !== null) await person.joins(server)
  }
  for (const step of [net.UPDATE, net.STEP_2]) {
    person.says(net.syncFrame(step, forged(dan.doc.clientID, next, 'dan never said that')))
  }
  await person.isClosed(4403)

  dan.types('dan really said this. ')
  await dan.isReceipted()
  await cleo.sees('dan speaks. dan really said this. ')
  expect(cleo.text).not.toContain('never said')
  for (const one of [dan, cleo]) await one.leaves()
})

test('[LV11] nobody can delete what somebody else has yet to write', async () => {
  const { dan, cleo, person, next } = await danSpeaks()
  const ahead = deletion(dan.doc.clientID, [{ clock: next, length: 60 }])
  person.says(net.syncFrame(net.UPDATE, ahead))
  await person.isAnswered()
  dan.types('dan goes on. ')
  await dan.isReceipted()
  await cleo.sees('dan speaks. dan goes on. ')
  expect(dan.text).toBe('dan speaks. dan goes on. ')
  person.cutsOff()
  for (const one of [dan, cleo]) await one.leaves()
})

test('[LV10] who is here but has not written yet cannot be robbed of the client id', async () => {
  const dan = new WirePerson(await Guest.arrives('dan', server), document)
  await dan.joins(server)
  const { clientID } = dan.doc
  dan.says(net.awarenessFrame([{ client: clientID, clock: 1, state: { caret: 1 } }]))
  await until(() => ann.roster.some(({ client }) => client === clientID), 'dan to be seen')
  const person = await scene.refuses(net.syncFrame(net.UPDATE, forged(clientID, 0, 'not by dan')), [
    'foreign-client',
  ])
  person.cutsOff()
  dan.types('Good morning. ', 0)
  await dan.isReceipted()
  await bo.sees('Good morning. ')
  await dan.leaves()
})

test('[LV13] a type nested in a nested type is refused; a block marker is not', async () => {
  const nested = write(MALLORY, (doc) => {
    const inner = new Y.Map<unknown>()
    const outer = new Y.Map<unknown>()
    outer.set('inner', inner)
    doc.getText('body').insertEmbed(0, outer)
  })
  const person = await scene.refuses(net.syncFrame(net.UPDATE, nested), ['malformed', 'forbidden'])
  person.cutsOff()

  const marker = new Y.Map<unknown>()
  marker.set('kind', 'heading')
  bo.body.insertEmbed(0, marker)
  await bo.isReceipted()
  marker.set('kind', 'quote')
  await bo.isReceipted()
})

test('[LV13] nesting by way of a neighbour, in a second update, is refused as well', async () => {
  const person = await scene.mallory()
  const marker = new Y.Map<unknown>()
  person.body.insertEmbed(0, marker)
  marker.set('a', 1)
  await person.isReceipted()
  // The item stands beside the old value of 'a' and names no parent of its own.
  marker.set('a', new Y.Map())
  const n = person.asks()
  await until(() => person.refusals.length > 0 || person.receipted >= n, 'an answer')
  expect(person.refusals.length).toBeGreaterThan(0)
  expect(person.receipted).toBeLessThan(n)
  person.cutsOff()
})
