/** Every frame as every role, and as nobody. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import * as Y from 'yjs'
import { uuidv7 } from '../../shared/kit/ids.ts'
import { Guest, until } from '../support/cast.ts'
import { Owner } from '../support/cast-owner.ts'
import { WirePerson } from '../support/cast-wire.ts'
import * as net from '../support/network.ts'
import type { RunningServer } from '../support/server.ts'
import { logRows } from '../support/server-log.ts'

let owner: Owner
let server: RunningServer
let ann: Guest
beforeAll(async () => {
  owner = await Owner.opens()
  server = owner.server
  ann = owner.ann
})
afterAll(() => server.stop())

const words = (text: string) => {
  const doc = new Y.Doc()
  doc.getText('body').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}
/** An id is whose it was first. */
let clients = 4_000
const NONSENSE = new Uint8Array([3, 255, 255, 255])
const numbered = (n: number) => net.frame(n, () => undefined)

/** What the server does with it: for whoever may write, for whoever may not. */
type Outcome = 'answers' | 'takes' | 'sends on' | 'forbidden' | 'malformed' | 'receipts'
const FRAMES: Record<string, [frame: () => Uint8Array, writer: Outcome, others: Outcome]> = {
  'step 1': [() => net.syncFrame(0, Y.encodeStateVector(new Y.Doc())), 'answers', 'answers'],
  'step 2': [() => net.syncFrame(1, words('two')), 'takes', 'forbidden'],
  update: [() => net.syncFrame(2, words('three')), 'takes', 'forbidden'],
  // Refused before it is parsed: nonsense from who may not write is none of our business.
  'step 2 of nonsense': [() => net.syncFrame(1, NONSENSE), 'malformed', 'forbidden'],
  'update of nonsense': [() => net.syncFrame(2, NONSENSE), 'malformed', 'forbidden'],
  'sync step 3': [() => net.syncFrame(3, words('x')), 'malformed', 'malformed'],
  'sync step 4': [() => net.syncFrame(4, words('x')), 'malformed', 'malformed'],
  awareness: [
    () => net.awarenessFrame([{ client: ++clients, clock: 1, state: { caret: 'here' } }]),
    ...(['sends on', 'sends on'] as const),
  ],
  auth: [() => numbered(2), 'malformed', 'malformed'],
  'query awareness': [() => numbered(net.QUERY_AWARENESS), 'answers', 'answers'],
  ...Object.fromEntries(
    [net.HELLO, net.REFUSAL, net.ROSTER, net.FACT, 105, 255].map((n) => [
      `frame ${n}`,
      [() => numbered(n), 'malformed', 'malformed'] as [() => Uint8Array, Outcome, Outcome],
    ]),
  ),
  'ask for a receipt': [() => net.askFrame(1), 'receipts', 'receipts'],
}

/** A bare socket that says one thing and keeps what it hears. */
class Comer {
  readonly frames: net.Frame[] = []
  readonly #socket: WebSocket

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('error', () => undefined)
    socket.on('message', (data: Buffer) => this.frames.push(net.readFrame(new Uint8Array(data))))
  }

  /** In, and told what there is. */
  static async comes(guest: Guest, id: string, query: string): Promise<Comer> {
    const headers = guest.cookie === '' ? {} : { cookie: guest.cookie }
    const socket = new WebSocket(`${server.sync}/${id}?${query}`, { headers })
    const comer = new Comer(socket)
    socket.on('open', () => comer.says(net.syncFrame(0, Y.encodeStateVector(new Y.Doc()))))
    const isTold = (frame: net.Frame) => frame.kind === 'sync' && frame.step === net.STEP_2
    await until(() => comer.frames.some(isTold), `somebody to come in by ${query}`)
    return comer
  }

  get role(): string | undefined {
    return this.frames.flatMap((frame) => (frame.kind === 'hello' ? [frame.hello.role] : []))[0]
  }

  get refusals(): net.Refusal[] {
    return this.frames.flatMap((frame) => (frame.kind === 'refusal' ? [frame.refusal] : []))
  }

  get facts(): net.Fact[] {
    return this.frames.flatMap((frame) => (frame.kind === 'fact' ? [frame.fact] : []))
  }

  says(bytes: Uint8Array): void {
    this.#socket.send(bytes)
  }

  goes(): void {
    this.#socket.terminate()
  }
}

test('[SH3] [LV13] [LV20] every frame of every role is taken, refused or sent on as it should be', async () => {
  const { id, writer } = await owner.begins()
  const comers: [string, boolean, boolean, () => Promise<[Guest, string]>][] = [
    ['own', true, true, async () => [ann, 'v=1']],
  ]
  for (const role of ['write', 'suggest', 'comment', 'read'] as const) {
    const guest = await owner.given(id, role, role)
    comers.push([role, role === 'write', role !== 'read', async () => [guest, 'v=1']])
    if (role === 'suggest') continue
    const { token } = await owner.links(id, { role })
    const anybody = new Guest('anybody', server)
    const query = `v=1&link=${token}`
    comers.push([
      `${role} by a link`,
      role === 'write',
      role !== 'read',
      async () => [anybody, query],
    ])
  }
  const here = { client: writer.doc.clientID, clock: 1, state: { caret: 'ann' } }
  writer.says(net.awarenessFrame([here]))
  let sent = 0
  for (const [role, mayWrite, seesThreads, comes] of comers) {
    for (const [name, [frame, ifWriter, ifNot]] of Object.entries(FRAMES)) {
      const what = `${role}: ${name}`
      const [guest, query] = await comes()
      const comer = await Comer.comes(guest, id, query)
      expect(comer.role, what).toBe(role.split(' ')[0])
      const rows = logRows(server.data, id).length
      const heard = writer.frames.length
      const told = comer.frames.length
      comer.says(frame())
      sent++
      const outcome = mayWrite ? ifWriter : ifNot
      await is(comer, outcome, told, what)
      const news = writer.frames.slice(heard).map(({ kind }) => kind)
      if (outcome !== 'takes') {
        expect(logRows(server.data, id).length, what).toBe(rows)
        expect(news, what).not.toContain('sync')
      }
      if (outcome === 'malformed' || outcome === 'forbidden')
        expect(news, what).not.toContain('fact')
      if (seesThreads) await until(() => comer.facts.length > 0, `${what}: the threads`)
      else expect(comer.facts, what).toEqual([])
      comer.goes()
    }
  }
  console.log(`sent ${sent} frames: ${Object.keys(FRAMES).length} kinds as ${comers.length} people`)
  expect(writer.text).not.toContain('x')
  await writer.leaves()
})

/** Waits for what the server does with it. */
async function is(comer: Comer, outcome: Outcome, told: number, what: string): Promise<void> {
  const came = (kind: string) => comer.frames.slice(told).some((frame) => frame.kind === kind)
  switch (outcome) {
    case 'forbidden':
    case 'malformed': {
      await until(() => comer.refusals.length > 0, what)
      expect(
        comer.refusals.map(({ reason }) => reason),
        what,
      ).toEqual([outcome])
      expect(came('receipt'), what).toBe(false)
      return
    }
    case 'answers':
    case 'sends on': {
      await until(() => came('sync') || came('awareness') || came('roster'), what)
      expect(comer.refusals, what).toEqual([])
      return
    }
    case 'takes':
    case 'receipts': {
      if (outcome === 'takes') comer.says(net.askFrame(1))
      await until(() => came('receipt') || comer.refusals.length > 0, what)
      expect(comer.refusals, what).toEqual([])
    }
  }
}

test('[SH3] to whom it is nothing it is not there, whatever they say, by whatever way they come', async () => {
  const { id, writer } = await owner.begins()
  const rows = logRows(server.data, id).length
  const { token: elsewhere } = await owner.links(await ann.makesDocument(), { role: 'write' })
  const { token: locked } = await owner.links(id, { role: 'write', password: 'sesame' })
  const bo = await Guest.arrives('bo', server)
  const heard = writer.frames.length
  const ways: [Guest, string, string][] = [
    [bo, id, 'v=1'],
    [bo, uuidv7(1), 'v=1'],
    [new Guest('nobody', server), id, 'v=1'],
    [bo, id, `v=1&link=${elsewhere}`],
    [bo, id, `v=1&link=${locked}`],
    [bo, id, 'v=1&link='],
    [bo, id, 'link=%00'],
  ]
  for (const [guest, document, query] of ways) {
    const comer = new WirePerson(guest, document, { query })
    comer.connects(server)
    comer.socket.on('open', () => {
      for (const [frame] of Object.values(FRAMES)) comer.says(frame())
    })
    await comer.isClosed(4404)
    const kinds = new Set(comer.frames.map(({ kind }) => kind))
    expect([...kinds], query).toEqual(query.startsWith('v=1') ? ['refusal'] : [])
  }
  expect(logRows(server.data, id)).toHaveLength(rows)
  expect(writer.frames.slice(heard)).toEqual([])
  await writer.leaves()
})
