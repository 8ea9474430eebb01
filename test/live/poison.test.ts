import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { compact } from '../../server/live/compact.ts'
import { Gate } from '../../server/live/gate.ts'
import { LIMITS } from '../../server/live/limits.ts'
import { readShape } from '../../server/live/update-shape.ts'
import { seededRng } from '../../shared/kit/rng.ts'
import { decodeUp } from '../../shared/wire/up.ts'
import { Guest, until } from '../support/cast.ts'
import { MALLORY, Scene } from '../support/cast-scene.ts'
import { WirePerson } from '../support/cast-wire.ts'
import * as net from '../support/network.ts'
import { mutated } from '../support/network-mutations.ts'
import { removeFolder, startServer, temporaryFolder } from '../support/server.ts'
import { logRows } from '../support/server-log.ts'
import { allCases, type Case, type Expected, NUMBERED, presences } from './poison-cases.ts'

const LONG = process.env.INTERLINE_LONG !== undefined
const FUZZED = LONG ? 100_000 : 400
/** Nobody is slowed down or shown the door: each case is to be judged, not its sender. */
const PATIENT =
  'strikes=1000000 updatesPerSecond=1000000 bytesPerSecond=1000000000 bytesBurst=1000000000'
const LONG_MS = 3_600_000

const data = temporaryFolder()
let scene: Scene
let mallory: WirePerson
beforeAll(async () => {
  scene = await Scene.opens({ data, env: { INTERLINE_LIMITS: PATIENT } })
  mallory = await scene.mallory()
})
afterAll(async () => {
  await scene.close()
  removeFolder(data)
})

/** What the server's event loop had of the processor so far, in ms; NaN where nobody tells. */
function loopMs(): number {
  const { pid } = scene.server
  if (process.platform !== 'linux') return Number.NaN
  return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
}

/** Mallory has said that all is well again, whatever was refused before. */
async function isWell(): Promise<void> {
  for (let receipted = false; !receipted; ) {
    if (mallory.closed !== null) await mallory.joins(scene.server)
    await mallory.isAnswered()
    receipted = mallory.receipted === mallory.asked
  }
}

/** What became of it. Kept or nothing is told by the log, not by the answer. */
async function verdictOn(says: Uint8Array | string): Promise<Expected | string> {
  const rows = scene.rows
  const refusals = mallory.refusals.length
  mallory.says(says)
  await mallory.isAnswered()
  const refusal = mallory.refusals[refusals]?.reason
  const stored = scene.rows - rows
  if (refusal !== undefined) return stored === 0 ? refusal : `${refusal}, and stored`
  return stored === 0 ? 'nothing' : 'kept'
}

const spent: { name: string; ms: number }[] = []

const updatesHeardBy = (person: WirePerson) =>
  person.frames.filter((frame) => frame.kind === 'sync' && frame.step !== net.STEP_1).length

async function judges(cases: readonly Case[]): Promise<void> {
  const heard = updatesHeardBy(scene.bo)
  for (const { name, expected, says } of cases) {
    await isWell()
    const before = loopMs()
    expect(await verdictOn(says), name).toBe(expected)
    spent.push({ name, ms: loopMs() - before })
  }
  await isWell()
  if (cases.some(({ expected }) => expected === 'kept')) return
  await scene.nobodyElseNoticed(scene.rows)
  // What ann typed meanwhile is one, bo's delete goes to ann alone.
  expect(updatesHeardBy(scene.bo) - heard).toBe(1)
}

/** Where some of it is kept, replicas may have deletes of their own to add. */
async function areAlike(): Promise<void> {
  const { ann, bo } = scene
  ann.types('Where were we? ')
  await bo.sees('Where were we? ')
  bo.deletes(0, 1)
  await bo.isReceipted()
  await until(() => ann.text === bo.text, 'ann and bo to have one text')
  expect([ann.closed, bo.closed, ...ann.refusals, ...bo.refusals]).toEqual([null, null])
}

let fresh = 700_000
const stage = () => {
  const { clientID, store } = scene.ann.doc
  const ann = { client: clientID, clock: Y.getState(store, clientID) }
  return { ann, fresh: () => fresh++ }
}

test('[LV13] what is poison is refused, each case by its name, and nobody else notices', async () => {
  const cases = allCases(stage()).filter(({ expected }) => expected !== 'kept')
  await judges(cases)
  console.log(`${cases.length} poisons: ${countsOf(cases)}`)
  expect(cases.length).toBeGreaterThan(90)
})

test('[LV13] [W6] presence that lies, floods or is none harms nobody', async () => {
  await mallory.isReceipted()
  const heard = () => scene.ann.frames.filter(({ kind }) => kind === 'awareness').length
  const { clientID } = mallory.doc
  mallory.says(net.awarenessFrame([{ client: clientID, clock: 0, state: { caret: 1 } }]))
  await until(
    () => scene.ann.roster.some(({ client }) => client === clientID),
    'mallory to be seen',
  )
  const before = heard()
  await judges(presences(clientID, scene.ann.doc.clientID))
  expect(heard()).toBe(before)
})

test(`[LV13] ${NUMBERED.length} frame numbers that are nobody's are refused`, async () => {
  await isWell()
  const refusals = mallory.refusals.length
  for (const bytes of NUMBERED) mallory.says(bytes)
  const all = () => mallory.refusals.length - refusals
  await until(
    () => all() === NUMBERED.length,
    () => `${NUMBERED.length} refusals, are ${all()}`,
  )
  expect(new Set(mallory.refusals.slice(refusals).map(({ reason }) => reason))).toEqual(
    new Set(['malformed']),
  )
  await judges([])
})

test('[LV13] what is merely odd is kept, and read alike by everybody', async () => {
  const cases = allCases(stage()).filter(({ expected }) => expected === 'kept')
  await judges(cases)
  await areAlike()
  console.log(`${cases.length} oddities kept`)
  expect(cases.length).toBeGreaterThan(30)
})

test(
  `[LV13] ${FUZZED} frames with changed bytes end nobody's session but their sender's`,
  async () => {
    const seed = LONG ? Date.now() % 1e9 : 20261122
    const rng = seededRng(seed)
    const frames = honestFrames()
    const refusals = mallory.refusals.length
    let rejoined = 0
    for (let sent = 0; sent < FUZZED; ) {
      await isWell()
      for (let burst = 0; burst < 25 && sent < FUZZED; burst++, sent++) {
        mallory.says(mutated(frames[sent % frames.length] ?? new Uint8Array(), frames, rng))
      }
      await mallory.isAnswered()
      if (mallory.closed !== null) rejoined++
    }
    await isWell()
    await areAlike()
    const refused = mallory.refusals.length - refusals
    console.log(
      `seed ${seed}: ${FUZZED} changed frames, ${refused} refused, ${rejoined} times closed`,
    )
    expect(refused).toBeGreaterThan(FUZZED / 4)
  },
  LONG_MS,
)

function honestFrames(): Uint8Array[] {
  const doc = new Y.Doc()
  doc.clientID = MALLORY
  const updates: Uint8Array[] = []
  doc.on('update', (update) => updates.push(update))
  const body = doc.getText('body')
  body.insert(0, 'some words')
  body.insertEmbed(4, new Y.Map([['kind', 'heading']]))
  body.format(5, 3, { bold: true })
  doc.getMap('about').set('x', { a: [1, 'two', null] })
  body.delete(1, 2)
  const state = { client: MALLORY, clock: 1, state: { caret: 1 } }
  return [
    ...updates.map((update) => net.syncFrame(net.UPDATE, update)),
    net.syncFrame(net.STEP_2, Y.encodeStateAsUpdate(doc)),
    net.syncFrame(net.STEP_1, Y.encodeStateVector(doc)),
    net.awarenessFrame([state, { ...state, client: 5 }]),
  ]
}

test('after all of that the log replays clean, folds, and outlives a kill', async () => {
  const { server, document, ann, bo } = scene
  await until(() => ann.text === bo.text, 'ann and bo to have one text')
  const rows = logRows(data, document).map(({ bytes }) => bytes)
  const replayed = new Y.Doc()
  for (const row of rows) Y.applyUpdate(replayed, row)
  expect(replayed.getText('body').toString()).toBe(ann.text)
  const folded = compact({ snapshot: null, rows, isWriting: true })
  expect(folded.kind).toBe('read')
  if (folded.kind !== 'read' || !folded.written) return
  const again = new Y.Doc()
  Y.applyUpdate(again, folded.written.bytes)
  expect(again.getText('body').toString()).toBe(ann.text)

  await server.kill9()
  const next = await startServer({ data })
  try {
    const cleo = await new WirePerson(await Guest.arrives('cleo', next), document).joins(next)
    expect(cleo.text).toBe(ann.text)
    await ann.joins(next)
    ann.types('and on. ')
    await ann.isReceipted()
    await cleo.sees('and on. ')
    for (const one of [ann, cleo]) one.cutsOff()
  } finally {
    await next.stop()
  }
})

test('no poison holds the event loop for long: the figures', () => {
  const whole = spent.sort((a, b) => b.ms - a.ms)
  console.log(
    `the event loop's processor time from message to answer: ${told(whole.slice(0, 4))}; ` +
      `in the middle ${ms(whole[whole.length >> 1]?.ms ?? 0)}`,
  )
  const costs = allCases(stage())
    .flatMap(({ name, says }) => (typeof says === 'string' ? [] : [{ name, says }]))
    .map(({ name, says }) => ({ name, ms: costOf(says) }))
    .sort((a, b) => b.ms - a.ms)
  console.log(`of it reading and judging, median of 5: ${told(costs.slice(0, 4))}`)
  expect(costs.length).toBeGreaterThan(100)
})

/** What the server's event loop does with it: to read it (long ones are read elsewhere), to judge. */
function costOf(message: Uint8Array): number {
  const bounds = { structs: LIMITS.structs, deletes: LIMITS.structs }
  const readOnce = decodeUp(message)
  const elsewhere = readOnce?.kind === 'update' && readShape(readOnce.update, bounds)
  const costs = Array.from({ length: 5 }, () => {
    const gate = new Gate(
      { epoch: 0, snapshot: null, whole: null, rows: [], owners: [] },
      [],
      LIMITS,
      0,
    )
    const start = performance.now()
    const frame = decodeUp(message)
    const isRead = frame?.kind === 'update' && frame.update.length <= LIMITS.checkedInWorker
    const shape = isRead ? readShape(frame.update, bounds) : elsewhere
    const spent = performance.now() - start
    if (frame?.kind !== 'update' || !shape || typeof shape === 'string') return spent
    const judging = performance.now()
    const verdict = gate.judge(shape, 'mallory', 0, 1)
    if (verdict.kind === 'new') {
      gate.take(shape, verdict.claims, 'mallory')
      gate.absorb(shape, 'mallory', frame.update.length)
    }
    return spent + performance.now() - judging
  })
  return costs.sort((a, b) => a - b)[2] ?? 0
}

const ms = (value: number) => `${value.toFixed(1)} ms`

const told = (costs: readonly { name: string; ms: number }[]) =>
  costs.map((one) => `${one.name} ${ms(one.ms)}`).join(', ')

function countsOf(cases: readonly Case[]): string {
  const counts = Map.groupBy(cases, ({ expected }) => expected)
  return [...counts].map(([expected, all]) => `${all.length} ${expected}`).join(', ')
}
