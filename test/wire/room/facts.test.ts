import { beforeEach, expect, test } from 'vitest'
import type { Fact } from '../../../shared/wire/fact.ts'
import { ROLES } from '../../../shared/wire/role.ts'
import { type Actor, DOCUMENT, Stage, settled } from './stage.ts'

let stage: Stage
beforeEach(() => {
  stage = new Stage()
})

const fact = (sequence: number, words = ''): Fact => ({
  ...{ sequence, kind: 'thread.replied', body: { words }, person: 'ann', at: sequence },
  by: { name: 'Ann', colour: 'c1' },
})
const told = (actor: Actor) =>
  actor.heard.flatMap((frame) => (frame.kind === 'fact' ? [frame.fact.sequence] : []))
const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)

/** It is on disk, and everyone hears of it. */
function happens(sequence: number, words?: string) {
  stage.facts.push(fact(sequence, words))
  stage.live.tell(DOCUMENT, fact(sequence, words))
}

test('[LV19] who comes is told all there is, then what happens, each once and in order', async () => {
  for (const sequence of numbers(1, 100)) stage.facts.push(fact(sequence))
  const ann = await stage.enters('ann')
  await settled()
  expect(told(ann)).toEqual(numbers(1, 100))
  expect(ann.heard[0]?.kind).toBe('hello')
  happens(101)
  happens(103)
  stage.live.tell(DOCUMENT, fact(102))
  stage.live.tell('another document', fact(104))
  expect(told(ann)).toEqual([...numbers(1, 101), 103])
})

test('[LV19] after the last fact it has; all of them where the log is another', async () => {
  for (const sequence of numbers(1, 9)) stage.facts.push(fact(sequence))
  const enters = async (name: string, after: { logId: string; sequence: number } | null) => {
    const actor = await stage.enters(name, { known: { after } })
    await settled()
    return told(actor)
  }
  expect(await enters('ann', { logId: 'log', sequence: 7 })).toEqual([8, 9])
  expect(await enters('bo', { logId: 'log', sequence: 9 })).toEqual([])
  expect(await enters('cleo', { logId: 'log', sequence: 0 })).toEqual(numbers(1, 9))
  expect(await enters('dan', { logId: 'older log', sequence: 9 })).toEqual(numbers(1, 9))
  expect(await enters('eve', null)).toEqual(numbers(1, 9))
})

test('[LV19] what happens while the past is told waits for its turn', async () => {
  for (const sequence of numbers(1, 50)) stage.facts.push(fact(sequence))
  let asked = 0
  // Between the question and the answer, and between the answer and its telling.
  stage.whileAsked = async () => {
    asked++
    happens(50 + asked * 2 - 1)
    await settled()
    stage.live.tell(DOCUMENT, fact(50 + asked * 2))
    queueMicrotask(() => stage.facts.push(fact(50 + asked * 2)))
  }
  const ann = await stage.enters('ann')
  await settled()
  await settled()
  expect(asked).toBeGreaterThan(1)
  expect(told(ann)).toEqual(numbers(1, 50 + asked * 2))
})

test('[LV19] whoever may only read is told nothing, and nor is a stock client', async () => {
  stage.facts.push(fact(1))
  const heard = new Map<string, number[]>()
  for (const role of ROLES) {
    stage.roles.set(role, role)
    const actor = await stage.enters(role)
    await settled()
    heard.set(role, told(actor))
  }
  const stock = await stage.enters('stock', { isStock: true })
  happens(2)
  expect(Object.fromEntries(heard)).toEqual({
    ...{ read: [], comment: [1], suggest: [1], write: [1], own: [1] },
  })
  expect(told(stock)).toEqual([])
})

test('[LV19] a long record is told at the pace at which it is read, and nobody is closed', async () => {
  const words = 'x'.repeat(50_000)
  for (const sequence of numbers(1, 200)) stage.facts.push(fact(sequence, words))
  stage.roles.set('ann', 'comment')
  const { promise, resolve: begins } = Promise.withResolvers<void>()
  stage.whileAsked = () => promise
  const ann = await stage.enters('ann', { isSilent: true })
  let sent = 0
  const { send } = ann.socket
  ann.socket.send = (message) => {
    sent += message.length
    ann.socket.bufferedAmount += message.length
    send(message)
  }
  begins()
  for (let look = 0; look < 200 && told(ann).length < 200; look++) {
    await stage.clock.pass(50)
    expect(ann.socket.bufferedAmount).toBeLessThan(4 * 1024 * 1024)
    ann.socket.bufferedAmount = Math.max(0, ann.socket.bufferedAmount - 200_000)
  }
  expect(sent).toBeGreaterThan(4 * 1024 * 1024)
  expect(told(ann)).toEqual(numbers(1, 200))
  expect(ann.closed).toBeNull()
})

test('[LV19] what happens while somebody reads slowly is not kept for them in memory', async () => {
  stage.facts.push(fact(1))
  const { promise, resolve: begins } = Promise.withResolvers<void>()
  stage.whileAsked = () => promise
  const ann = await stage.enters('ann', { isSilent: true })
  ann.socket.bufferedAmount = 2 * 1024 * 1024
  begins()
  await settled()
  for (const sequence of numbers(2, 300)) {
    stage.facts.push(fact(sequence, 'as it lies there'))
    stage.live.tell(DOCUMENT, fact(sequence, 'as it was held'))
  }
  ann.socket.bufferedAmount = 0
  for (let look = 0; look < 50 && told(ann).length < 300; look++) await stage.clock.pass(50)
  expect(told(ann)).toEqual(numbers(1, 300))
  const held = ann.heard.filter((frame) => JSON.stringify(frame).includes('as it was held'))
  expect(held.length).toBeLessThanOrEqual(100)
  happens(301)
  expect(told(ann)).toEqual(numbers(1, 301))
})

test('[LV19] where the record cannot be read, the session comes back later', async () => {
  stage.whileAsked = async () => {
    throw new Error('the other database does not answer')
  }
  const ann = await stage.enters('ann')
  await settled()
  expect(ann.closed).toBe(1013)
  expect(stage.reports).toContain('facts-failed')
})

test('[LV20] who may not write is refused before anything is parsed, and is seen all the same', async () => {
  stage.roles.set('bo', 'comment')
  stage.roles.set('cleo', 'read')
  const ann = await stage.enters('ann')
  for (const name of ['bo', 'cleo']) {
    const visitor = await stage.enters(name)
    expect(visitor.heard.map(({ kind }) => kind)).not.toContain('step-one')
    ann.types(`${name} reads this. `)
    await settled()
    expect(visitor.text).toBe(ann.text)
    visitor.moves({ caret: 3 }, 1)
    await stage.clock.pass(200)
    expect(ann.sees.get(visitor.doc.clientID)).toBe('{"caret":3}')
    expect(ann.roster).toContain(name)

    const before = stage.batches.length
    visitor.says(new Uint8Array([0, 2, 3, 255, 255, 255]))
    visitor.says(new Uint8Array([0, 1, 3, 255, 255, 255]))
    expect(visitor.refusals.map(({ reason }) => reason)).toEqual(['forbidden', 'forbidden'])
    expect(visitor.closed).toBeNull()
    visitor.types('mine')
    await settled()
    expect(visitor.closed).toBe(4403)
    expect(stage.batches).toHaveLength(before)
    expect(ann.text).not.toContain('mine')
  }
})

test('[LV21] dismissed, everyone but one is closed to be judged anew, also who is just coming', async () => {
  const ann = await stage.enters('ann')
  const bo = await stage.enters('bo')
  const cleo = await stage.enters('cleo', { isStock: true })
  // Judged, and not yet in.
  let judged: () => void = () => undefined
  stage.accessDelay = new Promise((resolve) => {
    judged = resolve
  })
  const dan = await stage.enters('dan')
  stage.live.dismiss('another document', 'access-changed')
  expect([ann.closed, bo.closed, cleo.closed]).toEqual([null, null, null])
  stage.live.dismiss(DOCUMENT, 'access-changed', 'ann')
  judged()
  await settled()
  expect([bo.closed, cleo.closed, dan.closed]).toEqual([4503, 4503, 4503])
  expect(ann.closed).toBeNull()
  const before = stage.batches.length
  bo.types('too late')
  await settled()
  expect(stage.batches).toHaveLength(before)
})

test('[LV21] by what somebody came counts no more: wherever they are, also just coming, they are closed', async () => {
  const ann = await stage.enters('ann')
  const bo = await stage.enters('bo')
  const again = await stage.enters('bo', { client: 77 })
  let judged: () => void = () => undefined
  stage.accessDelay = new Promise((resolve) => {
    judged = resolve
  })
  const third = await stage.enters('bo', { client: 78 })
  stage.live.comeBack('bo')
  judged()
  await settled()
  expect([bo.closed, again.closed, third.closed]).toEqual([4503, 4503, 4503])
  // Also whose handshake was judged before, and is at the door only now.
  stage.accessDelay = Promise.resolve()
  const { moment } = stage.live
  stage.live.comeBack('bo')
  const late = await stage.enters('bo', { client: 79, askedAt: moment })
  expect(late.closed).toBe(4503)
  const anew = await stage.enters('bo', { client: 80, askedAt: stage.live.moment })
  expect(anew.closed).toBeNull()
  expect(ann.closed).toBeNull()
})

test('[LV21] judged anew, only those go who may something else now; where nobody can say, all do', async () => {
  stage.roles.set('cleo', 'read')
  const ann = await stage.enters('ann')
  const bo = await stage.enters('bo')
  const cleo = await stage.enters('cleo')
  stage.roles.set('bo', 'comment')
  await stage.live.judgeAnew(DOCUMENT, 'ann')
  expect([ann.closed, bo.closed]).toEqual([null, null])
  await stage.live.judgeAnew(DOCUMENT)
  expect([ann.closed, bo.closed, cleo.closed]).toEqual([null, 4503, null])
  stage.accessFailure = new Error('no answer')
  await stage.live.judgeAnew(DOCUMENT)
  expect([ann.closed, cleo.closed]).toEqual([4503, 4503])
})
