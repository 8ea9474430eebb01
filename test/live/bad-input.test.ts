import * as encoding from 'lib0/encoding'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { seededRng } from '../../shared/kit/rng.ts'
import { Guest, until } from '../support/cast.ts'
import { WirePerson } from '../support/cast-wire.ts'
import * as net from '../support/network.ts'
import { type RunningServer, startServer } from '../support/server.ts'
import { logRows } from '../support/server-log.ts'

let server: RunningServer
let document: string
let ann: WirePerson
let bo: WirePerson

/** ann and bo write on undisturbed while somebody else sends what no client of ours would. */
beforeAll(async () => {
  server = await startServer()
  const guest = await Guest.arrives('ann', server)
  document = await guest.makesDocument()
  ann = await new WirePerson(guest, document).joins(server)
  bo = await new WirePerson(await Guest.arrives('bo', server), document).joins(server)
  ann.types('Once upon a time ')
  await ann.isReceipted()
})
afterAll(() => server.stop())

const mallory = async (query = 'v=1') =>
  new WirePerson(await Guest.arrives('mallory', server), document, { query }).joins(server)

/** Nothing of it is in the log, nobody was cut off, and both still hear each other. */
async function nobodyElseNoticed(rows: number): Promise<void> {
  const connection = [ann.socket, bo.socket]
  const mark = `${rows}-${Math.floor(performance.now())} `
  ann.types(mark)
  await bo.sees(mark)
  await ann.isReceipted()
  bo.deletes(bo.text.indexOf(mark), 1)
  await bo.isReceipted()
  await until(() => ann.text === bo.text, 'ann and bo to have one text')
  expect([ann.socket, bo.socket]).toEqual(connection)
  expect([ann.closed, bo.closed, ...ann.refusals, ...bo.refusals]).toEqual([null, null])
  expect(logRows(server.data, document)).toHaveLength(rows + 2)
}

function write(client: number, how: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = client
  doc.transact(() => how(doc))
  return Y.encodeStateAsUpdate(doc)
}

/** One struct of text, by hand: what no Y.Doc would write. */
function forged(client: number, clock: number, text: string): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 1) // clients
  encoding.writeVarUint(encoder, 1) // structs
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
  encoding.writeUint8(encoder, 4) // ContentString, no origin
  encoding.writeVarUint(encoder, 1) // parent is a root …
  encoding.writeVarString(encoder, 'body')
  encoding.writeVarString(encoder, text)
  encoding.writeVarUint(encoder, 0) // no deletes
  return encoding.toUint8Array(encoder)
}

/** Says it, asks for its receipt, and must get a refusal that covers the ask instead. */
async function refusedFor(bytes: Uint8Array | string, reasons: string[]): Promise<WirePerson> {
  const rows = logRows(server.data, document).length
  const person = await mallory()
  const seen = ann.text
  person.says(bytes)
  person.asks()
  await until(
    () => person.refusals.length > 0 || person.receipted > 0,
    () => `a refusal for ${reasons}, closed: ${JSON.stringify(person.closed)}`,
  )
  for (const { reason } of person.refusals) expect(reasons).toContain(reason)
  expect(person.receipted).toBe(0)
  expect(ann.text).toBe(seen)
  await nobodyElseNoticed(rows)
  return person
}

const MALLORY = 666_666

test('the forged update is read by Yjs: the poison below is poison for its content only', () => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, forged(MALLORY, 0, 'words'))
  expect(doc.getText('body').toString()).toBe('words')
})

test('bytes that are no update are refused as malformed; three of them close 4400', async () => {
  const rng = seededRng(1)
  const noise = Uint8Array.from({ length: 40 }, () => 128 + Math.floor(rng() * 128))
  const person = await refusedFor(net.syncFrame(net.UPDATE, noise), ['malformed'])
  person.says(net.syncFrame(net.UPDATE, noise))
  person.says(net.syncFrame(net.STEP_2, noise))
  await person.isClosed(4400)
  expect(person.receipted).toBe(0)
})

test('an update cut short at any byte is refused, and a frame cut short as well', async () => {
  const rows = logRows(server.data, document).length
  const whole = write(MALLORY, (doc) => {
    doc.getText('body').insert(0, 'words')
    doc.getText('body').delete(1, 2)
  })
  const frame = net.syncFrame(net.UPDATE, whole)
  const cuts = [
    ...Array.from(whole.keys(), (at) => net.syncFrame(net.UPDATE, whole.slice(0, at))),
    ...Array.from(frame.keys(), (at) => frame.slice(0, at)),
  ]
  let person = await mallory()
  for (const cut of cuts) {
    if (person.refusals.length === 2) {
      person.cutsOff()
      person = await mallory()
    }
    const before = person.refusals.length
    person.says(cut)
    await until(
      () => person.refusals.length > before,
      () => `the refusal of ${[...cut].join(' ')} (whole: ${[...whole].join(' ')})`,
    )
    expect(person.refusals.at(-1)?.reason).toBe('malformed')
  }
  person.cutsOff()
  await nobodyElseNoticed(rows)
})

test('v2 encoding is refused, never receipted as something empty', async () => {
  const doc = new Y.Doc()
  doc.clientID = MALLORY
  doc.getText('body').insert(0, 'written in another encoding')
  doc.getText('body').delete(0, 3)
  const update = Y.encodeStateAsUpdateV2(doc)
  for (const step of [net.UPDATE, net.STEP_2]) {
    const person = await refusedFor(net.syncFrame(step, update), ['malformed'])
    person.cutsOff()
  }
})

test('bytes behind the end of an update are refused', async () => {
  const update = forged(MALLORY, 0, 'words')
  const longer = new Uint8Array([...update, 1, 2, 3])
  const person = await refusedFor(net.syncFrame(net.UPDATE, longer), ['malformed'])
  person.cutsOff()
})

test('a client clock that jumps by more than ten million is refused', async () => {
  for (const clock of [10_000_001, 2 ** 31, 2 ** 50]) {
    const person = await refusedFor(net.syncFrame(net.UPDATE, forged(MALLORY, clock, 'x')), [
      'malformed',
      'too-large',
    ])
    person.cutsOff()
  }
})

test('words under the client id of somebody else are refused and harm nobody', async () => {
  const clock = Y.getState(ann.doc.store, ann.doc.clientID)
  const person = await refusedFor(
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
  const puncher = await refusedFor(net.syncFrame(net.UPDATE, encoding.toUint8Array(hole)), [
    'foreign-client',
  ])
  ann.types('and on. ')
  await ann.isReceipted()
  await bo.sees('and on. ')
  puncher.cutsOff()
})

test('a reference to words not yet written gives nobody the right to write them', async () => {
  const host = await Guest.arrives('dan', server)
  const apart = await host.makesDocument()
  const dan = await new WirePerson(host, apart).joins(server)
  const cleo = await new WirePerson(await Guest.arrives('cleo', server), apart).joins(server)
  dan.types('dan speaks. ')
  await dan.isReceipted()
  const next = Y.getState(dan.doc.store, dan.doc.clientID)
  const person = new WirePerson(await Guest.arrives('mallory', server), apart)
  await person.joins(server)
  // An own letter that claims to stand right of something dan has not written yet.
  const claim = encoding.createEncoder()
  for (const number of [1, 1, person.doc.clientID, 0]) encoding.writeVarUint(claim, number)
  encoding.writeUint8(claim, 128 + 4) // has an origin; text
  encoding.writeVarUint(claim, dan.doc.clientID)
  encoding.writeVarUint(claim, next + 60)
  encoding.writeVarString(claim, 'x')
  encoding.writeVarUint(claim, 0)
  person.says(net.syncFrame(net.UPDATE, encoding.toUint8Array(claim)))
  for (const step of [net.UPDATE, net.STEP_2]) {
    person.says(net.syncFrame(step, forged(dan.doc.clientID, next, 'dan never said that')))
  }
  person.asks()
  await until(
    () => person.refusals.length > 0 || person.closed !== null || person.receipted > 0,
    'an answer',
  )
  expect(person.receipted).toBe(0)

  dan.types('dan really said this. ')
  await dan.isReceipted()
  await cleo.sees('dan speaks. dan really said this. ')
  expect(cleo.text).not.toContain('never said')
  for (const one of [dan, cleo]) await one.leaves()
  person.cutsOff()
})

test('who is here but has not written yet cannot be robbed of the client id', async () => {
  const dan = new WirePerson(await Guest.arrives('dan', server), document)
  await dan.joins(server)
  const { clientID } = dan.doc
  dan.says(net.awarenessFrame([{ client: clientID, clock: 1, state: { caret: 1 } }]))
  await until(() => ann.roster.some(({ client }) => client === clientID), 'dan to be seen')
  const person = await refusedFor(net.syncFrame(net.UPDATE, forged(clientID, 0, 'not by dan')), [
    'foreign-client',
  ])
  person.cutsOff()
  dan.types('Good morning. ', 0)
  await dan.isReceipted()
  await bo.sees('Good morning. ')
  await dan.leaves()
})

test('a type nested in a nested type is refused; a block marker is not', async () => {
  const nested = write(MALLORY, (doc) => {
    const inner = new Y.Map<unknown>()
    const outer = new Y.Map<unknown>()
    outer.set('inner', inner)
    doc.getText('body').insertEmbed(0, outer)
  })
  const person = await refusedFor(net.syncFrame(net.UPDATE, nested), ['malformed', 'forbidden'])
  person.cutsOff()

  const marker = new Y.Map<unknown>()
  marker.set('kind', 'heading')
  bo.body.insertEmbed(0, marker)
  await bo.isReceipted()
  marker.set('kind', 'quote')
  await bo.isReceipted()
})

test('nesting by way of a neighbour, in a second update, is refused as well', async () => {
  const person = await mallory()
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

test('more than 4 MiB in one update is refused and closed 4413', async () => {
  const update = forged(MALLORY, 0, 'x'.repeat(4 * 1024 * 1024 + 1))
  const person = await refusedFor(net.syncFrame(net.UPDATE, update), ['too-large'])
  await person.isClosed(4413)
})

test('more than 10 MiB in a step 2 is refused and closed 4413', async () => {
  const update = forged(MALLORY, 0, 'x'.repeat(10 * 1024 * 1024 + 1))
  const person = await refusedFor(net.syncFrame(net.STEP_2, update), ['too-large'])
  await person.isClosed(4413)
})

test('a message beyond 16 MiB ends that connection and no other', async () => {
  const rows = logRows(server.data, document).length
  const person = await mallory()
  person.says(new Uint8Array(17 * 1024 * 1024))
  await until(() => person.closed !== null, 'the close')
  expect([1009, 4413]).toContain(person.closed?.code)
  await nobodyElseNoticed(rows)
})

test('more than 100,000 structs in one update are refused', async () => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 1)
  encoding.writeVarUint(encoder, 100_001)
  encoding.writeVarUint(encoder, MALLORY)
  encoding.writeVarUint(encoder, 0)
  for (let at = 0; at <= 100_000; at += 1) {
    encoding.writeUint8(encoder, 4)
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarString(encoder, 'body')
    encoding.writeVarString(encoder, 'x')
  }
  encoding.writeVarUint(encoder, 0)
  const person = await refusedFor(net.syncFrame(net.UPDATE, encoding.toUint8Array(encoder)), [
    'malformed',
    'too-large',
  ])
  person.cutsOff()
})

test('every frame number but ours is refused, and text as well', async () => {
  const rows = logRows(server.data, document).length
  const numbers = [2, 4, 5, 99, 100, 102, 103, 104, 105, 127, 128, 255, 1e6, 2 ** 40]
  const frames: (Uint8Array | string)[] = [
    ...numbers.map((type) => net.frame(type, (encoder) => encoding.writeVarString(encoder, '{}'))),
    new Uint8Array(),
    new Uint8Array([0, 7, 0]),
    new Uint8Array([101]),
    new Uint8Array([0, 2, 255, 255, 255, 255, 15, 1]),
    new Uint8Array(Array.from({ length: 12 }, () => 255)),
    'a text',
    '{"type":"hello"}',
  ]
  for (const frame of frames) {
    const person = await mallory()
    person.says(frame)
    await person.isRefused('malformed')
    person.says(frame)
    person.says(frame)
    await person.isClosed(4400)
  }
  await nobodyElseNoticed(rows)
})

test('a stock client gets no 102, only the close; its provider would stay away', async () => {
  const rows = logRows(server.data, document).length
  const person = await mallory('')
  for (let time = 0; time < 3; time += 1)
    person.says(net.syncFrame(net.UPDATE, new Uint8Array([9])))
  await person.isClosed(4400)
  expect(person.refusals).toEqual([])
  expect(person.frames.every((frame) => frame.kind === 'sync' || frame.kind === 'awareness')).toBe(
    true,
  )
  await nobodyElseNoticed(rows)
})

test('what was good before the bad is kept, what came with it is never receipted', async () => {
  const person = await mallory()
  person.types('good ')
  await person.isReceipted()
  person.says(net.syncFrame(net.UPDATE, new Uint8Array([7, 7, 7])))
  person.types('later ')
  const n = person.asks()
  const refusal = await person.isRefused('malformed')
  await ann.sees('good ')
  expect(person.receipted).toBeLessThan(n)
  expect(refusal.permanent).toBe(true)
  person.cutsOff()
})
