/**
 * Seven people who type in one room, in a thread of their own: what they measure is the server and not
 * whoever attacks it from the test's own thread.
 */
import { parentPort, workerData } from 'node:worker_threads'
import WebSocket from 'ws'
import * as Y from 'yjs'
import { must } from '../../shared/kit/assert.ts'
import * as net from './network.ts'
import * as forge from './network-forgery.ts'

const port = must(parentPort, 'runs in a worker thread')
const { address, cookies }: { address: string; cookies: string[] } = workerData

/** Below what a session may: 30 a second. */
const EVERY_MS = 40
const FIRST_CLIENT = 4_100_000

const people = cookies.map((cookie, index) => ({
  client: FIRST_CLIENT + index,
  socket: new WebSocket(address, { headers: { cookie }, perMessageDeflate: false }),
  /** When each letter left, by its clock. */
  sentAt: [] as number[],
  /** Up to which clock each of the others was heard. */
  heard: new Map<number, number>(),
}))
let live = 0
let latencies: number[] = []
let wanted = Number.POSITIVE_INFINITY

for (const [index, person] of people.entries()) {
  person.socket.binaryType = 'nodebuffer'
  person.socket.on('open', () => person.socket.send(net.syncFrame(net.STEP_1, new Uint8Array([0]))))
  person.socket.on('message', (data: Buffer) => hears(person, net.readFrame(new Uint8Array(data))))
  person.socket.on('close', (code) => port.postMessage({ closed: code }))
  setTimeout(() => setInterval(() => types(person), EVERY_MS), (index * EVERY_MS) / people.length)
}

type Person = (typeof people)[number]

function types({ client, socket, sentAt }: Person): void {
  if (live < people.length) return
  const clock = sentAt.length
  const place: forge.Place = clock === 0 ? { root: 'body' } : { left: { client, clock: clock - 1 } }
  const update = forge.handmade([{ client, clock, structs: [forge.text('x', place)] }])
  sentAt.push(performance.now())
  socket.send(net.syncFrame(net.UPDATE, update))
}

function hears(person: Person, frame: net.Frame): void {
  if (frame.kind !== 'sync' || frame.step === net.STEP_1) return
  if (frame.step === net.STEP_2) {
    live++
    return
  }
  const now = performance.now()
  for (const [client, end] of Y.parseUpdateMeta(frame.bytes).to) {
    // One's own come back only in company [LV4]: that is no delivery, and as late as the next company.
    if (client === person.client) continue
    const writer = people[client - FIRST_CLIENT]
    for (let clock = person.heard.get(client) ?? 0; clock < end; clock++) {
      latencies.push(now - (writer?.sentAt[clock] ?? now))
    }
    person.heard.set(client, Math.max(end, person.heard.get(client) ?? 0))
  }
  if (latencies.length < wanted) return
  port.postMessage({ latencies })
  wanted = Number.POSITIVE_INFINITY
}

port.on('message', (count: number) => {
  latencies = []
  wanted = count
})
