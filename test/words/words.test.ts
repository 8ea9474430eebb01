import { afterEach, describe, expect, test, vi } from 'vitest'
import { accountDialogLabels, accountLabels } from '../../client/accounts/labels.en.ts'
import { listLabels } from '../../client/documents/labels.en.ts'
import { nothingLabels } from '../../client/documents/nothing.en.ts'
import { sharingLabels } from '../../client/sharing/labels.en.ts'
import { threadLabels } from '../../client/threads/labels.en.ts'
import { en as early } from '../../client/words/en.ts'
import { mirrored } from '../../client/words/mirrored.ts'
import { clockTime, daysBetween, exactly, listed } from '../../client/words/moments.ts'
import { startWords, writeAs } from '../../client/words/words.ts'
import { REFUSAL_REASONS, REFUSALS } from '../../shared/wire/refusals.ts'

const late = {
  ...{ accounts: accountLabels, lists: listLabels, sharing: sharingLabels },
  ...{ accountDialog: accountDialogLabels, nothing: nothingLabels, threads: threadLabels },
}
const en = { ...early, ...late }

type Words = { readonly [key: string]: string | Words }

const flat = (words: Words, before = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${before}${key}`, value] as [string, string]]
      : flat(value, `${before}${key}.`),
  )

describe('the language for reading right to left', () => {
  const latin = /[a-z]/i
  const pairs = flat(mirrored(en)).map(([key, value]) => [key, value] as const)

  test('has every sentence, in no Latin letter', () => {
    expect(pairs.map(([key]) => key)).toEqual(flat(en).map(([key]) => key))
    expect(pairs.length).toBeGreaterThan(60)
    const left = pairs.filter(([, value]) => latin.test(value.replaceAll(/\{\{.*?\}\}/g, '')))
    expect(left).toEqual([])
  })

  test('keeps the places where names and times go in', () => {
    const places = (value: string) => value.match(/\{\{.*?\}\}/g)
    expect(pairs.map(([, value]) => places(value))).toEqual(
      flat(en).map(([, value]) => places(value)),
    )
  })
})

test('a refusal of the server that lasts has a sentence in the reader’s language', () => {
  const lasting = REFUSAL_REASONS.filter((reason) => REFUSALS[reason].permanent)
  const said = { ...en.refusals, ...accountLabels.refused, ...sharingLabels.refused }
  const without = lasting.filter((reason) => !(reason in said))
  expect(without).toEqual([])
})

test('days are counted by midnights, not by hours', () => {
  const evening = new Date(2026, 10, 21, 23, 50).getTime()
  const morning = new Date(2026, 10, 22, 0, 10).getTime()
  expect(daysBetween(evening, morning)).toBe(1)
  expect(daysBetween(evening, evening)).toBe(0)
  expect(daysBetween(new Date(2026, 2, 1).getTime(), new Date(2026, 3, 1).getTime())).toBe(31)
})

describe('[CA9] dates and times are written', () => {
  const at = Date.UTC(2026, 10, 22, 23, 30)
  afterEach(() => {
    writeAs(null)
    vi.unstubAllGlobals()
  })

  async function reads(...languages: string[]): Promise<void> {
    vi.stubGlobal('document', { documentElement: {} })
    vi.stubGlobal('navigator', { languages })
    await startWords({ getItem: () => null })
  }

  test('as the browser does, where nothing is chosen', async () => {
    await reads('de-AT', 'en-GB')
    expect(exactly(at)).toMatch(/^2[23] November 2026 at \d\d:30$/)
    expect(document.documentElement.lang).toBe('en-GB')
  })

  test('in the language and the time zone that are chosen; sentences stay in theirs', async () => {
    await reads('en-GB')
    writeAs({ language: 'de', timeZone: 'Asia/Tokyo' })
    expect(exactly(at)).toBe('23. November 2026 um 08:30')
    writeAs({ language: 'en-US', timeZone: 'America/New_York' })
    expect(exactly(at)).toMatch(/^November 22, 2026 at 6:30\sPM$/)
    expect(clockTime(at)).toMatch(/^6:30\sPM$/)
    expect(listed(['Ann', 'Bo', 'Cleo'])).toBe('Ann, Bo and Cleo')
  })

  test('by the midnights of that time zone', async () => {
    await reads('en-GB')
    const soon = at + 60 * 60 * 1000
    writeAs({ language: null, timeZone: 'UTC' })
    expect(daysBetween(at, soon)).toBe(1)
    writeAs({ language: null, timeZone: 'Asia/Tokyo' })
    expect(daysBetween(at, soon)).toBe(0)
  })

  test('and what no browser knows counts for nothing', async () => {
    await reads('en-GB')
    writeAs({ language: 'abcdefghi-x', timeZone: 'Moon/Tycho' })
    expect(exactly(at)).toMatch(/^2[23] November 2026 at/)
    writeAs({ language: 'de', timeZone: 'Moon/Tycho' })
    expect(exactly(at)).toMatch(/^2[23]\. November 2026 um/)
    writeAs({ language: 'abcdefghi-x', timeZone: 'Asia/Tokyo' })
    expect(exactly(at)).toBe('23 November 2026 at 08:30')
  })
})
