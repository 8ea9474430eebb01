import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { paintedHere } from '../../client/live/here.ts'
import { must } from '../../shared/kit/assert.ts'
import { until } from '../support/cast.ts'

// The browser's own frames, by hand: what a message after them tells is real.

let asked: (() => void)[] = []
let failures: unknown[] = []

beforeEach(() => {
  asked = []
  failures = []
  vi.stubGlobal('requestAnimationFrame', (begins: () => void) => asked.push(begins))
  vi.stubGlobal('reportError', (error: unknown) => failures.push(error))
})
afterEach(() => vi.unstubAllGlobals())

function frame(): void {
  for (const begins of asked.splice(0)) begins()
}

test('all who wait for one frame are told by one, and who asks while it goes on by the next', async () => {
  const painted = must(paintedHere(), 'a page that is painted')
  const told: string[] = []
  painted(() => told.push('ann'))
  painted(() => told.push('bo'))
  const leave = painted(() => told.push('cleo'))
  expect(asked).toHaveLength(1)
  frame()
  painted(() => told.push('dee'))
  leave()
  await until(() => told.length > 0, 'the end of the frame')
  expect(told).toEqual(['ann', 'bo'])
  expect(asked).toHaveLength(1)
  frame()
  await until(() => told.length > 2, 'the end of the next frame')
  expect(told).toEqual(['ann', 'bo', 'dee'])
})

test('two frames that begin before either is painted are told apart', async () => {
  const painted = must(paintedHere(), 'a page that is painted')
  const told: string[] = []
  painted(() => told.push('first'))
  frame()
  painted(() => told.push('second'))
  frame()
  await until(() => told.length === 2, 'the end of both')
  expect(told).toEqual(['first', 'second'])
})

test('one who fails does not keep the frame from the others', async () => {
  const painted = must(paintedHere(), 'a page that is painted')
  let isTold = false
  painted(() => {
    throw new Error('a defect')
  })
  painted(() => {
    isTold = true
  })
  frame()
  await until(() => isTold, 'the end of the frame')
  expect(failures).toHaveLength(1)
})
