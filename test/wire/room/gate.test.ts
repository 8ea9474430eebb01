import * as encoding from 'lib0/encoding'
import { beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { encodeStepOne, encodeStepTwo, encodeUpdate } from '../../../shared/wire/sync.ts'
import { Stage, settled } from './stage.ts'

let stage: Stage
beforeEach(() => {
  stage = new Stage()
})

/** The updates of somebody who writes apart, one a word. */
function words(client: number, ...texts: string[]): Uint8Array[] {
  const doc = new Y.Doc()
  doc.clientID = client
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const text of texts) doc.getText('body').insert(doc.getText('body').length, text)
  return updates
}

const said = (updates: Uint8Array[], index: number) =>
  encodeUpdate(updates[index] ?? new Uint8Array())

test('[LV10] words under the id of somebody else are refused, nothing is stored, the victim goes on', async () => {
  const ann = await stage.enters('ann', { client: 1 })
  ann.types('mine. ')
  await settled()
  const mallory = await stage.enters('mallory', { client: 6, isSilent: true })
  const forged = new Y.Doc()
  Y.applyUpdate(forged, Y.encodeStateAsUpdate(ann.doc))
  forged.clientID = 1
  forged.getText('body').insert(0, 'forged ')
  mallory.says(encodeUpdate(Y.encodeStateAsUpdate(forged, Y.encodeStateVector(ann.doc))))
  await settled()
  expect(mallory.refusals.map(({ reason }) => reason)).toEqual(['foreign-client'])
  expect(mallory.closed).toBe(4403)
  expect(stage.batches).toHaveLength(1)
  ann.types('still mine.')
  ann.asks()
  await settled()
  expect(ann.receipts).toEqual([1])
  expect((await stage.enters('bo')).text).toBe('mine. still mine.')
})

test('[LV10] of two who take an id in the same moment the first has it', async () => {
  stage.isHeld = true
  const ann = await stage.enters('ann', { client: 1 })
  const mallory = await stage.enters('mallory', { client: 6, isSilent: true })
  ann.types('a')
  mallory.says(said(words(1, 'b'), 0))
  await stage.commits()
  expect(mallory.closed).toBe(4403)
  expect(ann.closed).toBeNull()
})

test('[LV10] who owns an id is known after a restart; the same person may go on from anywhere', async () => {
  const ann = await stage.enters('ann', { client: 1 })
  ann.types('a')
  await settled()
  stage.starts()
  const mallory = await stage.enters('mallory', { client: 6, isSilent: true })
  const updates = words(1, 'a', 'b')
  mallory.says(said(updates, 1))
  expect(mallory.closed).toBe(4403)
  const tab = await stage.enters('tab', { person: 'ann', client: 9, isSilent: true })
  tab.says(said(updates, 1))
  tab.asks()
  await settled()
  expect(tab.receipts).toEqual([1])
})

test('[LV10] an id claimed on a full disk belongs to its person once the words are there', async () => {
  const ann = await stage.enters('ann', { client: 1 })
  stage.disk.full = true
  ann.types('a')
  await settled()
  expect(stage.disk.owners).toEqual([])
  stage.disk.full = false
  await stage.clock.pass(5_000)
  expect(stage.disk.owners).toMatchObject([{ client: 1, person: 'ann' }])
  stage.starts()
  const mallory = await stage.enters('mallory', { client: 6, isSilent: true })
  mallory.says(said(words(1, 'a', 'b'), 1))
  expect(mallory.closed).toBe(4403)
})

test('[LV10] ids of an earlier epoch must not merge, with stock clients either', async () => {
  stage.disk.owners.push({ document: 'd1', client: 1, person: 'ann', epoch: 0 })
  const ann = await stage.enters('ann', { client: 1, isStock: true })
  ann.types('from before')
  await settled()
  expect(ann.closed).toBe(4409)
  expect(stage.batches).toEqual([])
})

test('[W] another log or epoch is closed 4409 before any sync frame', async () => {
  const asked = [
    { logId: 'other', epoch: null },
    { logId: 'log', epoch: 7 },
  ]
  for (const known of asked) {
    const ann = await stage.enters('ann', { known })
    expect(ann.heard.map(({ kind }) => kind)).toEqual(['hello', 'refusal'])
    expect(ann.closed).toBe(4409)
  }
  const bo = await stage.enters('bo', { known: { logId: 'log', epoch: 1 } })
  expect(bo.heard[0]?.kind).toBe('hello')
  expect(bo.closed).toBeNull()
})

test('[LV11] a gap is stored, receipted, asked for again every 5 s at most, and heals', async () => {
  const updates = words(1, 'one ', 'two ', 'three ')
  const ann = await stage.enters('ann', { client: 9, person: 'ann', isSilent: true })
  const bo = await stage.enters('bo')
  const asks = () => ann.heard.filter(({ kind }) => kind === 'step-one').length
  expect(asks()).toBe(1)
  ann.says(said(updates, 0))
  ann.says(said(updates, 2))
  ann.asks()
  await settled()
  expect(ann.receipts).toEqual([1])
  expect(bo.text).toBe('one ')
  expect(asks()).toBe(2)
  bo.types('meanwhile ')
  await settled()
  expect(asks()).toBe(2)
  await stage.clock.pass(5_000)
  bo.types('later ')
  await settled()
  expect(asks()).toBe(3)
  ann.says(said(updates, 1))
  await settled()
  expect(bo.text).toContain('one two three ')
  await stage.clock.pass(5_000)
  bo.types('healed ')
  await settled()
  expect(asks()).toBe(3)
})

test('[LV11] anybody may bring what its writer has proved to have written, and nothing more', async () => {
  const updates = words(1, 'one ', 'two ', 'three ', 'four ')
  const ann = await stage.enters('ann', { client: 1, isSilent: true })
  ann.says(said(updates, 0))
  ann.says(said(updates, 2))
  await settled()
  const bo = await stage.enters('bo', { client: 2, isSilent: true })
  bo.says(said(updates, 1))
  bo.asks()
  await settled()
  expect(bo.receipts).toEqual([1])
  expect(stage.reports).toContain('relayed')
  bo.says(said(updates, 3))
  await settled()
  expect(bo.closed).toBe(4403)
})

test('[LV11] a reference to words not yet written gives nobody the right to write them', async () => {
  const ann = await stage.enters('ann', { client: 1 })
  ann.types('one ')
  await settled()
  const mallory = await stage.enters('mallory', { client: 6, isSilent: true })
  // One letter of mallory's own that claims to stand right of ann's clock 60, which is not there.
  const bait = encoding.createEncoder()
  // 132: it has an origin; text.
  for (const byte of [1, 1, 6, 0, 132, 1, 60]) encoding.writeUint8(bait, byte)
  encoding.writeVarString(bait, 'x')
  encoding.writeVarUint(bait, 0)
  mallory.says(encodeUpdate(encoding.toUint8Array(bait)))
  await settled()
  expect([mallory.closed, stage.batches.length]).toEqual([null, 2])
  mallory.says(said(words(1, 'one ', 'forged '), 1))
  await settled()
  expect(mallory.closed).toBe(4403)
})

test('[LV10] nobody deletes what somebody else has yet to write; what is there anybody may', async () => {
  const ann = await stage.enters('ann', { client: 1 })
  ann.types('one ')
  await settled()
  const bo = await stage.enters('bo', { client: 2 })
  bo.doc.getText('body').delete(0, 1)
  await settled()
  expect(ann.text).toBe('ne ')
  const mallory = await stage.enters('mallory', { client: 6, isSilent: true })
  const ahead = encoding.createEncoder()
  // No structs; one delete of ann's clocks 4 to 103.
  for (const number of [0, 1, 1, 1, 4, 100]) encoding.writeVarUint(ahead, number)
  mallory.says(encodeUpdate(encoding.toUint8Array(ahead)))
  await settled()
  expect(mallory.closed).toBe(4403)
  ann.types('two')
  await settled()
  expect((await stage.enters('cleo')).text).toBe('ne two')
})

test('[LV11] what waits is capped', async () => {
  stage = new Stage({ pending: 100 })
  const ann = await stage.enters('ann', { client: 9, isSilent: true })
  let refused = 0
  for (let client = 10; client < 20 && refused === 0; client++) {
    ann.says(said(words(client, 'x', 'y'.repeat(30)), 1))
    await settled()
    refused = ann.refusals.length
  }
  expect(ann.refusals.map(({ reason }) => reason)).toEqual(['too-many'])
  expect(stage.batches.length).toBeGreaterThanOrEqual(3)
  expect(stage.batches.length).toBeLessThanOrEqual(5)
})

test('[LV13] the role is judged before a byte is parsed; reading goes on', async () => {
  stage.roles.set('rea', 'read')
  const ann = await stage.enters('ann')
  const rea = await stage.enters('rea')
  expect(rea.heard.some(({ kind }) => kind === 'step-one')).toBe(false)
  rea.says(encodeUpdate(new Uint8Array([255])))
  rea.says(encodeStepTwo(Y.encodeStateAsUpdate(new Y.Doc())))
  await settled()
  expect(rea.refusals.map(({ reason }) => reason)).toEqual(['forbidden', 'forbidden'])
  ann.types('hello')
  await settled()
  expect(rea.text).toBe('hello')
  rea.types(' from a reader')
  await settled()
  expect(rea.closed).toBe(4403)
  expect(stage.batches).toHaveLength(1)
})

test('[LV13] sizes are judged on arrival, update and step 2 by their own limits', async () => {
  stage = new Stage({ update: 100, stepTwo: 1_000 })
  const large = words(1, 'x'.repeat(200))[0] ?? new Uint8Array()
  const bo = await stage.enters('bo', { isSilent: true, person: 'ann' })
  bo.says(encodeStepTwo(large))
  bo.asks()
  await settled()
  expect(bo.receipts).toEqual([1])
  bo.says(encodeUpdate(large))
  expect(bo.closed).toBe(4413)
})

test('[LV13] a document cannot outgrow its limit, not even before it is folded; deleting goes on', async () => {
  stage = new Stage({ document: 1_000, vector: 50 })
  const ann = await stage.enters('ann')
  ann.types('x'.repeat(1_500))
  ann.types('y'.repeat(450))
  await settled()
  ann.doc.getText('body').delete(0, 700)
  await settled()
  ann.types('z'.repeat(450))
  await settled()
  ann.doc.getText('body').delete(0, 700)
  await settled()
  expect(stage.batches.flat()).toHaveLength(5)
  ann.types('!')
  expect(ann.refusals.map(({ reason }) => reason)).toEqual(['too-large'])
  expect(ann.closed).toBe(4413)

  const bo = await stage.enters('bo', { isSilent: true })
  bo.says(encodeStepOne(new Uint8Array(51)))
  expect(bo.closed).toBe(4413)
})

test('[LV13] a document with more deleted ranges than an update may have stays writable', async () => {
  stage = new Stage({ structs: 10, updatesBurst: 1_000 })
  const ann = await stage.enters('ann')
  ann.types('x'.repeat(100))
  for (let at = 0; at < 40; at++) ann.doc.getText('body').delete(at, 1)
  await settled()
  const bo = await stage.enters('bo')
  bo.says(encodeStepTwo(Y.encodeStateAsUpdate(bo.doc, Y.encodeStateVector(bo.doc))))
  bo.types('y')
  bo.asks()
  await settled()
  expect([bo.refusals, bo.receipts, bo.text]).toEqual([[], [1], ann.text])

  const many = new Y.Doc()
  for (let n = 0; n < 11; n++) many.getText('body').insert(0, 'z')
  const cleo = await stage.enters('cleo', { isSilent: true })
  cleo.says(encodeUpdate(Y.encodeStateAsUpdate(many)))
  expect(cleo.closed).toBe(4413)
})

test('[LV14] asking for everything again and again costs the one who asks, not the server', async () => {
  stage = new Stage({ outgoing: 1_000, bytesBurst: 3_000, bytesPerSecond: 1_000 })
  const ann = await stage.enters('ann')
  ann.types('x'.repeat(2_500))
  await settled()
  const bo = await stage.enters('bo')
  const again = () => bo.says(encodeStepOne(new Uint8Array([0])))
  again()
  await settled()
  expect(bo.socket.isPaused).toBe(false)
  again()
  await settled()
  expect([bo.socket.isPaused, bo.closed]).toEqual([true, null])
  await stage.clock.pass(10_000)
  expect(bo.socket.isPaused).toBe(false)
  bo.socket.bufferedAmount = 2_500
  again()
  await settled()
  expect(bo.closed).toBe(1013)
})

test('[LV15] where nobody can say what somebody may, they are asked to come again', async () => {
  stage.accessFailure = new Error('database is locked')
  const ann = await stage.enters('ann')
  expect(ann.closed).toBe(1013)
  expect(stage.reports).toEqual(['access-failed'])
  stage.accessFailure = null
  expect((await stage.enters('ann')).closed).toBeNull()
})

test('[LV14] who sends too much is read more slowly, and nothing of it is lost', async () => {
  stage = new Stage({ updatesBurst: 5, updatesPerSecond: 10 })
  const ann = await stage.enters('ann')
  const bo = await stage.enters('bo')
  for (let n = 0; n < 20; n++) ann.types('x')
  ann.asks()
  await settled()
  expect(ann.socket.isPaused).toBe(true)
  expect(bo.text).toHaveLength(20)
  expect(ann.receipts).toEqual([1])
  await stage.clock.pass(1_400)
  expect(ann.socket.isPaused).toBe(true)
  await stage.clock.pass(400)
  expect(ann.socket.isPaused).toBe(false)
})

test('[LV14] who does not read is closed 1013; a catch-up does not count', async () => {
  stage = new Stage({ outgoing: 1_000 })
  const ann = await stage.enters('ann')
  const bo = await stage.enters('bo')
  ann.types('x'.repeat(600))
  await settled()
  bo.socket.bufferedAmount = 600
  ann.types('y'.repeat(600))
  await settled()
  expect(bo.closed).toBeNull()
  bo.socket.bufferedAmount = 1_200
  ann.types('z')
  await settled()
  expect(bo.closed).toBe(1013)

  const cleo = await stage.enters('cleo')
  cleo.socket.bufferedAmount = 50_000
  ann.types('!')
  await settled()
  expect(cleo.closed).toBeNull()
  expect(cleo.text).toBe(ann.text)
})
