/**
 * Walks every route that the server has, as it says itself: whoever asks, about their own, foreign,
 * missing and malformed ids. A route that the table does not know fails.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RouteStage, type Walker } from './route-stage.ts'
import { type Guarded, type IdKind, ROUTES } from './route-table.ts'

/** A walk is a few thousand requests. */
const WALK_MS = 120_000

let stage: RouteStage

beforeAll(async () => {
  stage = await RouteStage.opens()
})
afterAll(() => stage.closes())

const guarded = Object.entries(ROUTES).flatMap(([key, expected]) =>
  expected.kind === 'guarded' ? [[key, expected] as const] : [],
)

/** The path of a route with these ids in it, and the method. */
function filled(key: string, ids: Record<string, string>) {
  const [method = '', path = ''] = key.split(' ')
  const named = path.replaceAll(/:(\w+)/g, (_all, name: string) => ids[name] ?? 'person')
  return { method, path: named }
}

function idsOf(route: Guarded, walker: Walker): Record<string, string> {
  const { own } = stage.idsFor(walker)
  return Object.fromEntries(Object.entries(route.ids).map(([name, kind]) => [name, own[kind]]))
}

test('[SH3] every route of the server stands in the table, and no other', () => {
  const known = new Set(stage.routes)
  expect([...known].filter((key) => !(key in ROUTES))).toEqual([])
  expect(Object.keys(ROUTES).filter((key) => !known.has(key))).toEqual([])
  expect(guarded.length).toBeGreaterThan(20)
})

test(
  '[SH3] every route answers every role as the table says, and a refusal leaves no trace',
  async () => {
    const walked = { routes: 0, requests: 0, refused: 0 }
    for (const [key, route] of guarded) {
      walked.routes++
      for (const walker of stage.walkers) {
        const { method, path } = filled(key, idsOf(route, walker))
        const answer = await stage.asks(walker, method, path, route.body?.())
        walked.requests++
        const what = `${walker.name}: ${key}`
        expect(answer.status, what).toBe(walker.statuses?.[key] ?? route.statuses[walker.class])
        expect(
          answer.secrets.filter((secret) => !walker.maySee.includes(secret)),
          what,
        ).toEqual([])
        const isRefused = answer.status >= 400
        if (isRefused) expect(await stage.traces(), what).toEqual([])
        else await stage.putsBack()
        walked.refused += Number(isRefused)
      }
    }
    console.log(
      `walked ${walked.routes} routes × ${stage.walkers.length} people: ${walked.requests} ` +
        `requests, ${walked.refused} refused without a trace`,
    )
  },
  WALK_MS,
)

test(
  '[SH3] foreign, missing and malformed ids of every kind answer alike and leave no trace',
  async () => {
    let compared = 0
    for (const [key, route] of guarded) {
      for (const [name, kind] of Object.entries(route.ids)) {
        for (const walker of stage.walkers) {
          if (isAnyonesToGive(kind, walker)) continue
          const asked = async (id: string) => {
            const { method, path } = filled(key, { ...idsOf(route, walker), [name]: id })
            const answer = await stage.asks(walker, method, path, route.body?.())
            const what = `${walker.name}: ${key} with ${name} ${id}`
            expect(answer.status, what).toBeLessThan(500)
            expect(
              answer.secrets.filter((secret) => !walker.maySee.includes(secret)),
              what,
            ).toEqual([])
            const traces = await stage.traces()
            const mayStore = answer.status < 400 && (kind === 'new' || route.storesForAnybody)
            if (!mayStore) expect(traces, what).toEqual([])
            else if (traces.length > 0) await stage.putsBack()
            compared++
            return answer
          }
          const missing = await asked(stage.missing(kind))
          const foreign = await asked(stage.foreign[kind])
          if (kind === 'new') expect(foreign.status, key).toBeGreaterThanOrEqual(400)
          else expect({ ...foreign, what: key }).toEqual({ ...missing, what: key })
          for (const id of stage.malformed(kind)) {
            const answer = await asked(id)
            if (kind === 'document')
              expect([key, id, answer.status]).toEqual([key, id, missing.status])
          }
        }
      }
    }
    console.log(`compared the answers to ${compared} requests with ids that are not theirs`)
    expect(compared).toBeGreaterThan(1_000)
  },
  WALK_MS,
)

/** Owners give what they own to whomever they like; a person is no secret of a document. */
function isAnyonesToGive(kind: IdKind, walker: Walker): boolean {
  return kind === 'grantee' && walker.class === 0
}

test('[SH14] what is about the one who asks tells of no document but theirs', async () => {
  for (const [key, expected] of Object.entries(ROUTES)) {
    if (expected.kind !== 'personal') continue
    for (const walker of stage.walkers) {
      const [method = '', path = ''] = key.split(' ')
      const query = path === '/api/search' ? '?q=secret' : ''
      const answer = await stage.asks(walker, method, `${path}${query}`, expected.body?.())
      const what = `${walker.name}: ${key}`
      expect(answer.status, what).toBe(walker.statuses?.[key] ?? expected.status)
      expect(
        answer.secrets.filter((secret) => !walker.maySee.includes(secret)),
        what,
      ).toEqual([])
      const isListing = ['/api/documents', '/api/search'].includes(path) && method === 'GET'
      if (isListing) expect(answer.secrets.includes('secret-title'), what).toBe(walker.isIn)
      await stage.putsBack()
    }
  }
})

test('what is an account’s is for who is signed in to it, and the instance for its owner', async () => {
  for (const [key, expected] of Object.entries(ROUTES)) {
    if (expected.kind !== 'account') continue
    const { method, path } = filled(key, { id: stage.foreignToken })
    for (const walker of stage.walkers) {
      const answer = await stage.asks(walker, method, path, expected.body?.())
      const what = `${walker.name}: ${key}`
      const mayDo = walker.account === 'owner' || (walker.account && !expected.onlyOwner)
      expect(answer.status, what).toBe(mayDo ? expected.status : 403)
      expect(answer.secrets, what).toEqual([])
      if (mayDo && !path.endsWith(stage.foreignToken)) await stage.putsBack()
      else expect(await stage.traces(), what).toEqual([])
    }
  }
})
