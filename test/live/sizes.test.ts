import * as encoding from 'lib0/encoding'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Guest, until } from '../support/cast.ts'
import { MALLORY, Scene } from '../support/cast-scene.ts'
import { WirePerson } from '../support/cast-wire.ts'
import * as net from '../support/network.ts'
import { forged } from '../support/network-poison.ts'
import type { RunningServer } from '../support/server.ts'
import { logRows } from '../support/server-log.ts'

let scene: Scene
let server: RunningServer
beforeAll(async () => {
  // Nobody is read slowly: a step 2 that was not asked for is charged.
  scene = await Scene.opens({ env: { INTERLINE_LIMITS: 'bytesBurst=100000000' } })
  server = scene.server
})
afterAll(() => scene.close())

test('[LV13] a client clock that jumps by more than ten million is refused', async () => {
  for (const clock of [10_000_001, 2 ** 31, 2 ** 50]) {
    const person = await scene.refuses(net.syncFrame(net.UPDATE, forged(MALLORY, clock, 'x')), [
      'malformed',
      'too-large',
    ])
    person.cutsOff()
  }
})

test('[LV13] more than 4 MiB in one update is refused and closed 4413', async () => {
  const update = forged(MALLORY, 0, 'x'.repeat(4 * 1024 * 1024 + 1))
  const person = await scene.refuses(net.syncFrame(net.UPDATE, update), ['too-large'])
  await person.isClosed(4413)
})

test('[LV13] more than 10 MiB in a step 2 is refused and closed 4413', async () => {
  const update = forged(MALLORY, 0, 'x'.repeat(10 * 1024 * 1024 + 1))
  const person = await scene.refuses(net.syncFrame(net.STEP_2, update), ['too-large'])
  await person.isClosed(4413)
})

test('[LV13] a document cannot outgrow its limit before compaction looks', async () => {
  const host = await Guest.arrives('mallory', server)
  const apart = await host.makesDocument()
  const person = await new WirePerson(host, apart).joins(server)
  const LENGTH = 9_000_000
  for (let piece = 0; piece < 4 && person.refusals.length === 0; piece += 1) {
    person.sends(forged(MALLORY, piece * LENGTH, 'x'.repeat(LENGTH)), net.STEP_2)
    const n = person.asks()
    await until(() => person.receipted >= n || person.refusals.length > 0, 'an answer')
  }
  expect(person.refusals.map(({ reason }) => reason)).toEqual([
    expect.toBeOneOf(['too-large', 'too-many']),
  ])
  const stored = logRows(server.data, apart).reduce((total, row) => total + row.bytes.length, 0)
  expect(stored).toBeLessThanOrEqual(30 * 1024 * 1024)
  person.cutsOff()
})

test('[LV13] a state vector of millions and presence of thousands are refused unread', async () => {
  const vector = encoding.createEncoder()
  encoding.writeVarUint(vector, 1_000_000)
  for (let client = 0; client < 1_000_000; client += 1) {
    encoding.writeVarUint(vector, client)
    encoding.writeVarUint(vector, 1)
  }
  const crowd = Array.from({ length: 10_000 }, (_, client) => ({ client, clock: 1, state: 1 }))
  for (const bytes of [
    net.syncFrame(net.STEP_1, encoding.toUint8Array(vector)),
    net.awarenessFrame(crowd),
  ]) {
    const person = await scene.mallory()
    person.says(bytes)
    await until(() => person.refusals.length > 0, 'a refusal')
    expect(person.refusals[0]?.reason).toBeOneOf(['too-large', 'malformed', 'too-many'])
    person.cutsOff()
  }
})

test('[LV13] a message beyond 16 MiB ends that connection and no other', async () => {
  const rows = scene.rows
  const person = await scene.mallory()
  person.says(new Uint8Array(17 * 1024 * 1024))
  await until(() => person.closed !== null, 'the close')
  expect([1009, 4413]).toContain(person.closed?.code)
  await scene.nobodyElseNoticed(rows)
})

test('[LV13] more than 100,000 structs in one update are refused', async () => {
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
  const person = await scene.refuses(net.syncFrame(net.UPDATE, encoding.toUint8Array(encoder)), [
    'malformed',
    'too-large',
  ])
  person.cutsOff()
})
