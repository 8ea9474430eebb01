import { listed } from '../words/moments.ts'
import { language, languageOfWords, t, timeZone } from '../words/words.ts'
import type { Clause } from './who-can.ts'

/** [CS1] All clauses in one sentence; none: only I can. */
export function sentence(clauses: readonly Clause[], now: number): string {
  if (clauses.length === 0) return t('sharing.who.only')
  const [first, ...rest] = clauses.map((clause) => words(clause, now))
  // A person's name or address begins as its owner writes it.
  const isName = clauses[0]?.who.kind === 'people'
  const begin = isName ? first : capital(first ?? '')
  const all = [begin, ...rest].join(t('sharing.who.between'))
  return t('sharing.who.sentence', { clauses: all })
}

/** `3 December`, and of another year with it. */
export function dayOf(at: number, now: number): string {
  const written = (moment: number, parts: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language(), { ...parts, timeZone: timeZone() }).format(moment)
  const year = { year: 'numeric' } as const
  const isThisYear = written(at, year) === written(now, year)
  return written(at, { day: 'numeric', month: 'long', ...(!isThisYear && year) })
}

function words(clause: Clause, now: number): string {
  const said = plain(clause)
  if (clause.until === null) return said
  return t('sharing.who.until', { clause: said, day: dayOf(clause.until, now) })
}

function plain({ who, role }: Clause): string {
  if (who.kind === 'people')
    return t(`sharing.who.people.${role}`, { names: named(who.names, who.others) })
  // Owning is given to people only.
  const given = role === 'own' ? 'write' : role
  if (who.kind !== 'link') return t(`sharing.who.${who.kind}.${given}`)
  return t(`sharing.who.${who.needsPassword ? 'linkPassword' : 'link'}.${given}`)
}

function named(names: readonly string[], others: number): string {
  const [first = ''] = names
  return others > 0 ? t('sharing.who.others', { name: first, count: others }) : listed(names)
}

function capital(text: string): string {
  const [first = '', ...rest] = text
  return first.toLocaleUpperCase(languageOfWords()) + rest.join('')
}
