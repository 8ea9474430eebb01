import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Guest, until } from '../support/cast.ts'
import { WirePerson } from '../support/cast-wire.ts'
import * as net from '../support/network.ts'
import { type RunningServer, startServer } from '../support/server.ts'

const MIB = 1024 * 1024
const NAMES = ['ann', 'bo', 'cleo', 'dan', 'eve', 'finn', 'gus', 'hal', 'ida']

let server: RunningServer
let document: string
let host: Guest
beforeEach(async () => {
  server = await startServer()
  host = await Guest.arrives('host', server)
  document = await host.makesDocument()
})
afterEach(() => server.stop())

const comes = async (name: string) =>
  new WirePerson(await Guest.arrives(name, server), document).joins(server)

/** Bytes of memory the process holds; null where the system does not tell. */
function memory(): number | null {
  if (process.platform !== 'linux') return null
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024
}

test('[LV14] who does not read is closed 1013, and catches up; the others feel nothing', async () => {
  const slow = await Promise.all(['kim', 'lea', 'max', 'nia', 'oli'].map(comes))
  const writers = await Promise.all(NAMES.map(comes))
  for (const person of slow) person.socket.pause()
  const before = memory()

  for (const [index, writer] of writers.entries()) {
    writer.types(String(index).repeat(MIB))
    await writer.isReceipted()
  }
  const length = MIB * NAMES.length
  await until(() => writers.every((writer) => writer.body.length === length), 'all to see all')
  const after = memory()

  for (const person of slow) person.socket.resume()
  for (const person of slow) {
    await person.isClosed(1013)
    expect(person.body.length).toBeLessThan(length)
    await person.joins(server)
    await until(() => person.body.length === length, `${person.name} to catch up`)
  }
  expect(writers.map((writer) => writer.closed)).toEqual(writers.map(() => null))
  if (before !== null && after !== null) {
    console.log(`5 slow readers: ${Math.round((after - before) / MIB)} MiB more memory`)
    expect(after - before).toBeLessThan(300 * MIB)
  }
})

test('[LV14] a flood is paused, nothing of it is dropped, and others need not wait for it', async () => {
  // Long enough for several chunks of the socket: a pause cannot stop what was read already.
  const FLOOD = 400
  const word = (edit: number) => `${edit} ${'x'.repeat(600)} `
  const ann = await comes('ann')
  const bo = await comes('bo')
  const order: string[] = []
  const began = performance.now()
  for (let edit = 0; edit < FLOOD; edit += 1) ann.types(word(edit))
  ann.asks()
  ann.onReceipt = () => order.push('ann')
  bo.types('bo was here. ')
  bo.asks()
  bo.onReceipt = () => order.push('bo')
  await until(() => order.length === 2, 'both receipts', 60_000)
  const took = performance.now() - began
  expect(order).toEqual(['bo', 'ann'])
  // 200 at once, at most a chunk of 64 KiB more, then 30 a second.
  expect(took).toBeGreaterThan(2_000)
  await until(() => bo.text === ann.text, 'bo to see the whole flood')
  for (let edit = 0; edit < FLOOD; edit += 1) expect(bo.text).toContain(word(edit))
  expect([ann.closed, bo.closed, ...ann.refusals]).toEqual([null, null])
  // A gap that healed would hide a loss: the server asked ann once, when she came.
  const asks = ann.frames.filter((frame) => frame.kind === 'sync' && frame.step === net.STEP_1)
  expect(asks).toHaveLength(1)
})
