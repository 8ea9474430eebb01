import { afterEach, expect, test, vi } from 'vitest'
import { Share } from '../../client/sharing/share.ts'
import { must } from '../../shared/kit/assert.ts'
import type { SharingState } from '../../shared/sharing/sharing.ts'

afterEach(() => vi.unstubAllGlobals())

const BO = { kind: 'person', grantee: 'bo' } as const

/** A server that takes changes, or not, when it is told to answer. */
function server() {
  const kept: SharingState = {
    ...{ visitors: 'nobody', members: 'nobody', links: [], requests: [] },
    grants: [{ ...BO, role: 'read', at: 0, isPending: false, who: { name: 'Bo', colour: 'c1' } }],
  }
  let isThere = true
  const waiting: ((status: number) => void)[] = []
  vi.stubGlobal('fetch', async (_: string, { method = 'GET' }: RequestInit = {}) => {
    if (method === 'GET') return isThere ? Response.json(kept) : new Response(null, { status: 503 })
    const status = await new Promise<number>((answer) => waiting.push(answer))
    return new Response(status === 204 ? null : '{"refusal":"last-owner"}', { status })
  })
  return {
    kept,
    isSilent: (silent: boolean) => {
      isThere = !silent
    },
    answers: async (status: number) => {
      await vi.waitFor(() => expect(waiting.length).toBeGreaterThan(0))
      must(waiting.shift(), 'a change is on its way')(status)
    },
  }
}

test('[CS3] a change is shown at once; what the server does not take is put back, with a sentence', async () => {
  const { kept, answers, isSilent } = server()
  const share = new Share('plan')
  await share.look()
  const shown = () => {
    const { value } = share.state
    return value.kind === 'known' ? [value.sharing.grants[0]?.role, value.sharing.visitors] : []
  }
  expect(shown()).toEqual(['read', 'nobody'])

  const taken = share.let('visitors', 'read')
  expect(shown()).toEqual(['read', 'read'])
  kept.visitors = 'read'
  await answers(204)
  expect(await taken).toBe(true)
  expect([shown(), share.refused.value]).toEqual([['read', 'read'], null])

  const refused = share.give(BO, 'write')
  expect(shown()).toEqual(['write', 'read'])
  isSilent(true)
  await answers(403)
  expect(await refused).toBe(false)
  expect([shown(), share.refused.value]).toEqual([['read', 'read'], 'last-owner'])
  isSilent(false)

  // While another change is on its way, what the server says is older than what is shown.
  const both = [share.give(BO, 'comment'), share.let('visitors', 'write')]
  await answers(204)
  await share.look()
  expect(shown()).toEqual(['comment', 'write'])
  Object.assign(kept, { visitors: 'write' })
  Object.assign(must(kept.grants[0], 'Bo'), { role: 'comment' })
  await answers(204)
  expect(await Promise.all(both)).toEqual([true, true])
  expect([shown(), share.refused.value]).toEqual([['comment', 'write'], null])
})
