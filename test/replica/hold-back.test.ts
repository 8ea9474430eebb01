import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { HoldBack } from '../../client/live/hold-back.ts'
import { HandClock } from './hand-clock.ts'
import { aStage, settle, type Tab } from './people.ts'

const stage = aStage()

/** Somebody else's document, whose changes come as single updates. */
function bo(): { types: (words: string, at?: number) => Uint8Array } {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(stage.wire.disk))
  return {
    types(words, at = 0) {
      const before = Y.encodeStateVector(doc)
      doc.getText('body').insert(at, words)
      return Y.encodeStateAsUpdate(doc, before)
    },
  }
}

async function composing(): Promise<Tab> {
  const ann = stage.opens('ann')
  await ann.connects()
  await ann.saves()
  return ann
}

const touches = (word: string) => (update: Uint8Array) =>
  Buffer.from(update).includes(Buffer.from(word))

test('[RP10] what touches the composing block waits, and all after it, in order', async () => {
  const ann = await composing()
  const other = bo()
  ann.replica.holdBack(touches('inside'))
  ann.wire.tells(other.types('before '))
  expect(ann.text).toBe('before ')
  ann.wire.tells(other.types('inside '))
  ann.wire.tells(other.types('after '))
  expect(ann.text).toBe('before ')
  ann.replica.holdBack(null)
  expect(ann.text).toBe('after inside before ')
})

test('[RP10] nothing waits longer than 2 s', async () => {
  const ann = await composing()
  const other = bo()
  ann.replica.holdBack(touches('inside'))
  ann.wire.tells(other.types('inside '))
  stage.clock.advance(1_000)
  ann.wire.tells(other.types('after '))
  stage.clock.advance(999)
  expect(ann.text).toBe('')
  stage.clock.advance(1)
  expect(ann.text).toBe('after inside ')
})

test('[RP10] what other tabs write waits in the same line', async () => {
  const ann = await composing()
  const tab = stage.opens('ann')
  await tab.connects()
  const other = bo()
  ann.replica.holdBack(touches('inside'))
  ann.wire.tells(other.types('inside '))
  tab.types('tab')
  await settle()
  expect(ann.text).toBe('')
  ann.replica.holdBack(null)
  expect(ann.text).toContain('inside ')
  expect(ann.text).toContain('tab')
})

test('[RP10] what one types oneself never waits, and is saved meanwhile', async () => {
  const ann = await composing()
  ann.replica.holdBack(() => true)
  ann.wire.tells(bo().types('inside '))
  ann.types('にほん')
  expect(ann.text).toBe('にほん')
  await ann.saves()
  expect(ann.status.kind).toBe('saved')
})

test('[RP10] composing in another block lets go of what does not touch that one', () => {
  const applied: string[] = []
  const line = new HoldBack(new HandClock())
  const take = (word: string) => line.take(Buffer.from(word), () => applied.push(word))
  line.set(touches('a'))
  for (const word of ['a1', 'b1', 'a2']) take(word)
  line.set(touches('b'))
  expect(applied).toEqual(['a1'])
  take('c1')
  line.set(null)
  expect(applied).toEqual(['a1', 'b1', 'a2', 'c1'])
})

test('[RP10] a fault in one update does not lose the ones behind it', () => {
  const applied: string[] = []
  const line = new HoldBack(new HandClock())
  line.set(() => true)
  line.take(Buffer.from('a'), () => {
    throw new Error('a bug in a listener')
  })
  line.take(Buffer.from('b'), () => applied.push('b'))
  expect(() => line.set(null)).toThrow('a bug in a listener')
  expect(applied).toEqual(['b'])
})

test('[RP10] after the 2 s, a further update that touches waits anew', () => {
  const applied: string[] = []
  const clock = new HandClock()
  const line = new HoldBack(clock)
  line.set(() => true)
  line.take(Buffer.from('a'), () => applied.push('a'))
  clock.advance(2_000)
  line.take(Buffer.from('b'), () => applied.push('b'))
  expect(applied).toEqual(['a'])
  clock.advance(2_000)
  expect(applied).toEqual(['a', 'b'])
  expect(clock.pending).toBe(0)
})
