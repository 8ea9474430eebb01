import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { toJSONSchema } from 'zod/mini'
import { factSchema } from '../../shared/wire/fact.ts'
import { FRAME } from '../../shared/wire/frame.ts'
import { helloSchema } from '../../shared/wire/hello.ts'
import { refusalSchema } from '../../shared/wire/refusal.ts'
import { REFUSALS } from '../../shared/wire/refusals.ts'
import { rosterSchema } from '../../shared/wire/roster.ts'
import { PROTOCOL } from '../../shared/wire/version.ts'

const PINNED: Record<number, string> = {
  1: '62637dd62ffd1fd5',
  2: '8ce6b8bca4884da8',
  3: '2504ff93cd1519c3',
  4: '532956b576427018',
}

test('[W4] the shapes on the wire are those of this protocol version', () => {
  const shapes = [helloSchema, refusalSchema, rosterSchema, factSchema].map((one) =>
    toJSONSchema(one),
  )
  const codes = Object.entries(REFUSALS).map(([reason, { status, close, permanent }]) => [
    reason,
    status,
    close,
    permanent,
  ])
  const hash = createHash('sha256')
    .update(JSON.stringify([FRAME, shapes, codes]))
    .digest('hex')
  expect(hash.slice(0, 16)).toBe(PINNED[PROTOCOL])
})

test('[W5] permanent refusals keep y-websocket away, the others let it come back', () => {
  for (const [reason, { close, permanent, sentence }] of Object.entries(REFUSALS)) {
    expect(close >= 4400 && close < 4500, reason).toBe(permanent)
    expect(sentence, reason).toMatch(/^[A-Z].*\.$/)
  }
})
