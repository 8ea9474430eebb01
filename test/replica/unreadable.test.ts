import { expect, test } from 'vitest'
import { aStage, settle } from './people.ts'

const stage = aStage()
const NOT_NOW = { reason: 'unreadable', upTo: null, permanent: false, retryAfterMs: null } as const

test('[RP11] a document that the server cannot read is said to be so, and opens when it can', async () => {
  const ann = stage.opens('ann')
  await ann.calls()
  const { last } = ann.wire
  last.readyState = last.OPEN
  last.onopen?.()
  ann.wire.refuses(NOT_NOW)
  ann.wire.drops(1013)
  await settle()
  expect(ann.status).toEqual({ kind: 'loading', why: 'unreadable' })
  stage.clock.advance(5_000)
  await ann.connects()
  await ann.saves()
  expect(ann.status.kind).toBe('saved')
})
