import { describe, expect, test } from 'vitest'
import { accountDialogLabels, accountLabels } from '../../client/accounts/labels.en.ts'
import { listLabels } from '../../client/documents/labels.en.ts'
import { nothingLabels } from '../../client/documents/nothing.en.ts'
import { sharingLabels } from '../../client/sharing/labels.en.ts'
import { threadLabels } from '../../client/threads/labels.en.ts'
import { en as early } from '../../client/words/en.ts'
import { mirrored } from '../../client/words/mirrored.ts'
import { daysBetween } from '../../client/words/moments.ts'
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
