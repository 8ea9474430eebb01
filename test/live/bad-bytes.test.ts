import * as encoding from 'lib0/encoding'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { seededRng } from '../../shared/kit/rng.ts'
import { until } from '../support/cast.ts'
import { MALLORY, Scene } from '../support/cast-scene.ts'
import type { WirePerson } from '../support/cast-wire.ts'
import * as net from '../support/network.ts'
import { forged } from '../support/network-poison.ts'

let scene: Scene
let ann: WirePerson
beforeAll(async () => {
  scene = await Scene.opens()
  ann = scene.ann
})
afterAll(() => scene.close())

function write(client: number, how: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = client
  doc.transact(() => how(doc))
  return Y.encodeStateAsUpdate(doc)
}

test('[LV13] bytes that are no update are refused as malformed; three of them close 4400', async () => {
  const rng = seededRng(1)
  const noise = Uint8Array.from({ length: 40 }, () => 128 + Math.floor(rng() * 128))
  const person = await scene.refuses(net.syncFrame(net.UPDATE, noise), ['malformed'])
  person.says(net.syncFrame(net.UPDATE, noise))
  person.says(net.syncFrame(net.STEP_2, noise))
  await person.isClosed(4400)
  expect(person.receipted).toBe(0)
})

test('[LV13] an update cut short at any byte is refused, and a frame cut short as well', async () => {
  const rows = scene.rows
  const whole = write(MALLORY, (doc) => {
    doc.getText('body').insert(0, 'words')
    doc.getText('body').delete(1, 2)
  })
  const frame = net.syncFrame(net.UPDATE, whole)
  const cuts = [
    ...Array.from(whole.keys(), (at) => net.syncFrame(net.UPDATE, whole.slice(0, at))),
    ...Array.from(frame.keys(), (at) => frame.slice(0, at)),
  ]
  let person = await scene.mallory()
  for (const cut of cuts) {
    if (person.refusals.length === 2) {
      person.cutsOff()
      person = await scene.mallory()
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
  await scene.nobodyElseNoticed(rows)
})

test('[LV13] v2 encoding is refused, never receipted as something empty', async () => {
  const doc = new Y.Doc()
  doc.clientID = MALLORY
  doc.getText('body').insert(0, 'written in another encoding')
  doc.getText('body').delete(0, 3)
  const update = Y.encodeStateAsUpdateV2(doc)
  for (const step of [net.UPDATE, net.STEP_2]) {
    const person = await scene.refuses(net.syncFrame(step, update), ['malformed'])
    person.cutsOff()
  }
})

test('[LV13] bytes behind the end of an update are refused', async () => {
  const update = forged(MALLORY, 0, 'words')
  const longer = new Uint8Array([...update, 1, 2, 3])
  const person = await scene.refuses(net.syncFrame(net.UPDATE, longer), ['malformed'])
  person.cutsOff()
})

test('[LV13] every frame number but ours is refused, and text as well', async () => {
  const rows = scene.rows
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
    const person = await scene.mallory()
    person.says(frame)
    await person.isRefused('malformed')
    person.says(frame)
    person.says(frame)
    await person.isClosed(4400)
  }
  await scene.nobodyElseNoticed(rows)
})

test('a stock client gets no 102, only the close; its provider would stay away', async () => {
  const rows = scene.rows
  const person = await scene.mallory('')
  for (let time = 0; time < 3; time += 1)
    person.says(net.syncFrame(net.UPDATE, new Uint8Array([9])))
  await person.isClosed(4400)
  expect(person.refusals).toEqual([])
  expect(person.frames.every((frame) => frame.kind === 'sync' || frame.kind === 'awareness')).toBe(
    true,
  )
  await scene.nobodyElseNoticed(rows)
})

test('[LV6] what was good before the bad is kept, what came with it is never receipted', async () => {
  const person = await scene.mallory()
  person.types('good ')
  await person.isReceipted()
  person.says(net.syncFrame(net.UPDATE, new Uint8Array([7, 7, 7])))
  person.types('later ')
  const n = person.asks()
  const given: number[] = []
  person.onReceipt = (receipt) => given.push(receipt)
  expect(await person.isRefused('malformed')).toMatchObject({ permanent: true })
  await until(
    () => person.refusals.some(({ upTo }) => upTo !== null && upTo >= n),
    () => `a refusal that names ask ${n}: ${JSON.stringify(person.refusals)}`,
  )
  // The server asked again, the answer carried all that was good: now receipts may come.
  await person.isReceipted()
  expect(given).toEqual([n + 1])
  await ann.sees('good ')
  await ann.sees('later ')
  person.cutsOff()
})
