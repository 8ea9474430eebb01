import { createDecoder, readVarUint } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { expect, test } from 'vitest'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync'
import * as Y from 'yjs'
import { encodeDenied } from '../../shared/wire/auth.ts'
import { encodeAwareness } from '../../shared/wire/awareness.ts'
import { type Down, decodeDown } from '../../shared/wire/down.ts'
import { encodeFact } from '../../shared/wire/fact.ts'
import { encodeHello } from '../../shared/wire/hello.ts'
import { encodeQueryAwareness } from '../../shared/wire/query-awareness.ts'
import { encodeReceipt } from '../../shared/wire/receipt.ts'
import { encodeRefusal } from '../../shared/wire/refusal.ts'
import { encodeRoster } from '../../shared/wire/roster.ts'
import { encodeStepOne, encodeStepTwo, encodeUpdate } from '../../shared/wire/sync.ts'
import { decodeUp, type Up } from '../../shared/wire/up.ts'

const bytes = new Uint8Array([1, 2, 3, 0, 255])
const entries = [{ client: 7, clock: 3, state: '{"caret":null}' }]
const both: [Up & Down, Uint8Array][] = [
  [{ kind: 'step-one', vector: bytes }, encodeStepOne(bytes)],
  [{ kind: 'step-two', update: bytes }, encodeStepTwo(bytes)],
  [{ kind: 'update', update: bytes }, encodeUpdate(bytes)],
  [{ kind: 'awareness', entries }, encodeAwareness(entries)],
  [{ kind: 'receipt', n: 300 }, encodeReceipt(300)],
]
const hello = {
  protocol: 1,
  logId: 'log',
  epoch: 1,
  role: 'write' as const,
  limits: { update: 1, stepTwo: 2, document: 3 },
  schema: 1,
}
const refusal = { reason: 'too-large' as const, upTo: 9, permanent: true, retryAfterMs: null }
const peers = [
  { client: 7, person: 'p', name: 'Ann', colour: 'c1' as const, device: 'phone' as const },
]
const by = { name: 'Ann', colour: 'c1' as const }
const fact = { sequence: 1, kind: 'k', body: { a: 1 }, person: 'p', at: 5, by }
const down: [Down, Uint8Array][] = [
  ...both,
  [{ kind: 'denied', sentence: 'No.' }, encodeDenied('No.')],
  [{ kind: 'hello', hello }, encodeHello(hello)],
  [{ kind: 'refusal', refusal }, encodeRefusal(refusal)],
  [{ kind: 'roster', peers }, encodeRoster(peers)],
  [{ kind: 'fact', fact }, encodeFact(fact)],
]
const up: [Up, Uint8Array][] = [...both, [{ kind: 'query-awareness' }, encodeQueryAwareness()]]

test('[W1] every frame comes out as it went in', () => {
  for (const [frame, message] of down) expect(decodeDown(message)).toEqual(frame)
  for (const [frame, message] of up) expect(decodeUp(message)).toEqual(frame)
})

test('[W2] a message cut short anywhere is null, also inside a larger buffer', () => {
  let cuts = 0
  for (const [, message] of [...down, ...up]) {
    for (let length = 0; length < message.length; length++) {
      const cut = message.subarray(0, length)
      expect(decodeDown(cut), `down ${message[0]} cut at ${length}`).toBeNull()
      expect(decodeUp(cut), `up ${message[0]} cut at ${length}`).toBeNull()
      cuts++
    }
  }
  expect(cuts).toBeGreaterThan(400)
})

test('[W2] Infinity, and what is no number, are null: who writes them down again never ends', () => {
  for (const lasting of [147, 148]) {
    const number = [...Array.from({ length: lasting }, () => 0x80), 1]
    const received = createDecoder(Uint8Array.from(number))
    expect(Number.isSafeInteger(readVarUint(received))).toBe(false)
    const presence = [1, ...number, 1, 4, 110, 117, 108, 108]
    const late = [1, 7, ...number, 4, 110, 117, 108, 108]
    for (const message of [
      ...[[101, ...number], number, [0, ...number, 0]],
      [0, 2, ...number],
      ...[presence, late].map((body) => [1, 128 | (body.length & 127), body.length >> 7, ...body]),
    ]) {
      expect(decodeUp(Uint8Array.from(message)), message.join(' ')).toBeNull()
      expect(decodeDown(Uint8Array.from(message)), message.join(' ')).toBeNull()
    }
  }
})

test('[W2] what only a server may say is null from a client; unknown numbers are null', () => {
  for (const [frame, message] of down.slice(both.length))
    expect(decodeUp(message), frame.kind).toBeNull()
  const known = new Set([0, 1, 2, 3, 100, 101, 102, 103, 104])
  for (let number = 0; number < 300; number++) {
    if (known.has(number)) continue
    const encoder = createEncoder()
    writeVarUint(encoder, number)
    writeVarUint8Array(encoder, bytes)
    expect(decodeUp(toUint8Array(encoder))).toBeNull()
    expect(decodeDown(toUint8Array(encoder))).toBeNull()
  }
})

test('[W3] y-protocols reads our sync frames and we read its', () => {
  const ann = new Y.Doc()
  ann.getText('body').insert(0, 'hello')
  const bo = new Y.Doc()
  const decoder = createDecoder(encodeUpdate(Y.encodeStateAsUpdate(ann)))
  expect(decoder.arr[decoder.pos++]).toBe(0)
  readSyncMessage(decoder, createEncoder(), bo, null)
  expect(bo.getText('body').toString()).toBe('hello')

  const encoder = createEncoder()
  writeVarUint(encoder, 0)
  writeSyncStep1(encoder, ann)
  expect(decodeUp(toUint8Array(encoder))).toEqual({
    kind: 'step-one',
    vector: Y.encodeStateVector(ann),
  })
  const update = createEncoder()
  writeVarUint(update, 0)
  writeUpdate(update, Y.encodeStateAsUpdate(ann))
  expect(decodeUp(toUint8Array(update))).toEqual({
    kind: 'update',
    update: Y.encodeStateAsUpdate(ann),
  })
})

test('[W3] y-protocols reads our awareness frames and we read its', () => {
  const ann = new Awareness(new Y.Doc())
  ann.setLocalState({ active: true })
  const message = createEncoder()
  writeVarUint(message, 1)
  writeVarUint8Array(message, encodeAwarenessUpdate(ann, [ann.clientID]))
  const heard = decodeUp(toUint8Array(message))
  expect(heard).toEqual({
    kind: 'awareness',
    entries: [{ client: ann.clientID, clock: 1, state: '{"active":true}' }],
  })

  const bo = new Awareness(new Y.Doc())
  if (heard?.kind !== 'awareness') throw new Error('not heard')
  const echoed = createDecoder(encodeAwareness(heard.entries).subarray(1))
  const length = echoed.arr.length - 1
  applyAwarenessUpdate(bo, echoed.arr.subarray(1, 1 + length), null)
  expect(bo.getStates().get(ann.clientID)).toEqual({ active: true })
  ann.destroy()
  bo.destroy()
})

test('[W6] more than a thousand awareness states are refused', () => {
  const states = (count: number) =>
    encodeAwareness(Array.from({ length: count }, () => ({ client: 1, clock: 1, state: '1' })))
  expect(decodeUp(states(1_000))).not.toBeNull()
  expect(decodeUp(states(1_001))).toBeNull()
})

test('[W6] a state or a frame that is too long is passed over unread', () => {
  const state = (length: number) => JSON.stringify('x'.repeat(length - 2))
  const entry = (client: number, length: number) => ({ client, clock: 1, state: state(length) })
  const heard = decodeUp(encodeAwareness([entry(1, 4_097), entry(2, 4_096), entry(3, 10)]))
  expect(heard?.kind === 'awareness' && heard.entries.map(({ client }) => client)).toEqual([2, 3])
  const broken = { client: 1, clock: 1, state: '['.repeat(300_000) }
  expect(decodeUp(encodeAwareness([entry(2, 10), broken]))).toEqual({
    ...{ kind: 'awareness', entries: [] },
  })
})

test('[W6] an awareness state that is not JSON is refused', () => {
  expect(decodeUp(encodeAwareness([{ client: 1, clock: 1, state: '{oops' }]))).toBeNull()
})
