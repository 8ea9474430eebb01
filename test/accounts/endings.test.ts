import { afterEach, beforeEach, expect, test } from 'vitest'
import { nextSessionEnd, sessionsEnded } from '../../server/accounts/session-store.ts'
import { Expiries } from '../../server/sharing/expiries.ts'
import type { Served } from '../documents/served.ts'
import { HandClock } from '../replica/hand-clock.ts'
import { opensServer, Visitor } from './visitor.ts'

const MINUTE_MS = 60_000

let clock: HandClock
let served: Served

beforeEach(async () => {
  clock = new HandClock()
  served = await opensServer(clock)
})
afterEach(() => served.closes())

test('[AC25] an alarm rings when the next session ends; one that is given its time anew does not', async () => {
  const signedUp = async (name: string) => {
    const who = new Visitor(name, served)
    await who.signsUp(`${name}@example.org`)
    return (await who.me()).person
  }
  const [ann, bo, cleo] = [await signedUp('ann'), await signedUp('bo'), await signedUp('cleo')]
  const endsIn = (person: string, ms: number) =>
    served.db
      .updateTable('sign_in')
      .set({ expires_at: new Date(clock.now() + ms).toISOString() })
      .where('person', '=', person)
      .execute()
  await Promise.all([endsIn(ann, 40 * MINUTE_MS), endsIn(bo, 3_000), endsIn(cleo, 5_000)])
  const over: string[] = []
  const failures: unknown[] = []
  const expiries = new Expiries({
    ...{ clock, tell: (person: string) => over.push(person) },
    failed: (error) => failures.push(error),
    next: (after) => nextSessionEnd(served.db, after),
    ended: (after, upTo) => sessionsEnded(served.db, after, upTo),
  })
  const passes = async (ms: number) => {
    clock.advance(ms)
    await expiries.settled()
  }
  expiries.look()
  await expiries.settled()
  await passes(2_999)
  expect(over).toEqual([])
  await passes(1)
  expect(over).toEqual([bo])
  await endsIn(cleo, 50 * MINUTE_MS)
  await passes(2_000)
  expect(over).toEqual([bo])
  await passes(40 * MINUTE_MS - 5_000)
  expect(over).toEqual([bo, ann])
  await passes(60 * MINUTE_MS)
  expect(over).toEqual([bo, ann, cleo])
  expect(await nextSessionEnd(served.db, clock.now())).toBeNull()
  await expiries.close()
  expect(failures).toEqual([])
})

test('[AC25] a database that did not answer once is asked again; nobody who ended is forgotten', async () => {
  const hand = new HandClock()
  const over: string[] = []
  const failures: unknown[] = []
  let isBusy = true
  const end = hand.now() + 5_000
  const expiries = new Expiries({
    ...{ clock: hand, tell: (person: string) => over.push(person) },
    failed: (error) => failures.push(error),
    next: async (after) => {
      if (isBusy) throw new Error('busy')
      return end > after ? end : null
    },
    ended: async (after, upTo) => (after < end && end <= upTo ? ['ann'] : []),
  })
  expiries.look()
  await expiries.settled()
  expect(failures).toHaveLength(1)
  isBusy = false
  hand.advance(1_000)
  await expiries.settled()
  hand.advance(4_000)
  await expiries.settled()
  expect(over).toEqual(['ann'])
  await expiries.close()
})
