import { expect, test } from 'vitest'
import { isKept, type Parts, statusOf } from '../../client/live/status.ts'

const SAVED: Parts = {
  ready: true,
  missing: false,
  refusal: null,
  link: 'spoken',
  covered: true,
  late: false,
  waiting: 0,
  since: 1_000,
  device: 'ready',
  stored: true,
  unstoredSince: null,
}

/** Every combination of parts that can be told apart. */
function* everyParts(): Generator<Parts> {
  const flags = [true, false]
  for (const ready of flags)
    for (const covered of flags)
      for (const late of flags)
        for (const stored of flags)
          for (const waiting of [0, 3])
            for (const link of ['down', 'up', 'spoken'] as const)
              for (const device of ['opening', 'ready', 'broken'] as const)
                for (const missing of flags)
                  for (const refusal of [null, 'deleted'] as const)
                    yield {
                      ...{ ready, covered, late, stored, waiting, link, device, missing, refusal },
                      ...{ since: 1_000, unstoredSince: device === 'broken' ? 2_000 : null },
                    }
}

test('[RP3] [RP6] no combination says more than is true', () => {
  const seen = new Map<string, number>()
  for (const parts of everyParts()) {
    const { kind } = statusOf(parts)
    seen.set(kind, (seen.get(kind) ?? 0) + 1)
    if (kind === 'saved') expect(parts).toMatchObject({ covered: true, waiting: 0, ready: true })
    if (kind === 'on-this-device') {
      expect(parts.stored).toBe(true)
      expect(parts.device === 'broken' && parts.waiting > 0).toBe(false)
    }
    if (kind === 'saving') expect(parts.device === 'broken' && parts.waiting > 0).toBe(false)
    if (!parts.ready) expect(['loading', 'missing', 'refused']).toContain(kind)
    if (parts.refusal && !parts.missing) expect(kind).toBe('refused')
  }
  expect([...seen.keys()].sort()).toEqual([
    ...['loading', 'missing', 'not-saved', 'on-this-device', 'refused', 'saved', 'saving'],
  ])
})

test('[RP3] the words of a person: written, sent, receipted', () => {
  expect(statusOf(SAVED)).toEqual({ kind: 'saved' })
  expect(statusOf({ ...SAVED, waiting: 2 })).toEqual({ kind: 'saving' })
  expect(statusOf({ ...SAVED, waiting: 2, link: 'down' })).toEqual({
    ...{ kind: 'on-this-device', waiting: 2, since: 1_000, online: false },
  })
  expect(statusOf({ ...SAVED, waiting: 2, link: 'down', stored: false }).kind).toBe('saving')
})

test('[RP7] without storage the words are not saved from the later of two moments', () => {
  const broken = { ...SAVED, waiting: 2, device: 'broken', unstoredSince: 5_000 } as const
  expect(statusOf(broken)).toEqual({ kind: 'not-saved', since: 5_000, why: 'no-device-storage' })
  expect(statusOf({ ...broken, since: 9_000 })).toMatchObject({ since: 9_000 })
})

test('[RP6] a tab may go when its words are saved or in a completed transaction, not before', () => {
  expect(isKept(SAVED)).toBe(true)
  const typed = { ...SAVED, covered: false, waiting: 1 }
  expect(isKept(typed)).toBe(true)
  expect(isKept({ ...typed, stored: false })).toBe(false)
  expect(isKept({ ...typed, device: 'broken' })).toBe(false)
  expect(isKept({ ...SAVED, device: 'broken', stored: false })).toBe(true)
})
