import { language, languageOfWords, timeZone } from './words.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** `14:02`, as the reader's country writes it. */
export function clockTime(at: number): string {
  return written(at, { hour: 'numeric', minute: '2-digit' })
}

/** As exact as its distance deserves: `5 minutes ago`, `14:02`, `Wednesday`, `13 October`. */
export function ago(at: number, now: number): string {
  const days = daysBetween(at, now)
  if (days <= 0) return today(Math.max(0, now - at))
  if (days === 1) return clockTime(at)
  return written(at, days < 7 ? { weekday: 'long' } : { day: 'numeric', month: 'long' })
}

/** `22 November 2026, 14:02`. */
export function exactly(at: number): string {
  return written(at, { dateStyle: 'long', timeStyle: 'short' })
}

/** `22 November 2026`. */
export function exactDay(at: number): string {
  return written(at, { dateStyle: 'long' })
}

/** `March 2026`. */
export function month(at: number): string {
  return written(at, { month: 'long', year: 'numeric' })
}

/** `3 December`, and of another year with it. */
export function dayOf(at: number, now: number): string {
  const isThisYear = civil(at).year === civil(now).year
  return written(at, { day: 'numeric', month: 'long', ...(!isThisYear && { year: 'numeric' }) })
}

/** How many midnights lie between two moments, in the reader's time zone. */
export function daysBetween(at: number, now: number): number {
  const day = (moment: number) => {
    const { year, month, day } = civil(moment)
    return Date.UTC(year, month - 1, day) / DAY_MS
  }
  return day(now) - day(at)
}

/** `Ann, Bo and Cleo`: a part of a sentence, and in its language. */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat(languageOfWords(), { type: 'conjunction' }).format(names)
}

function written(at: number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language(), { ...options, timeZone: timeZone() }).format(at)
}

/** What the calendar of the reader's time zone says. */
function civil(at: number): { year: number; month: number; day: number } {
  const digits = { year: 'numeric', month: 'numeric', day: 'numeric' } as const
  const here = new Intl.DateTimeFormat('en-u-ca-gregory', { ...digits, timeZone: timeZone() })
  const parts = here.formatToParts(at)
  const of = (type: keyof typeof digits) => Number(parts.find((part) => part.type === type)?.value)
  return { year: of('year'), month: of('month'), day: of('day') }
}

function today(past: number): string {
  const relative = new Intl.RelativeTimeFormat(language(), { numeric: 'auto' })
  if (past < MINUTE_MS) return relative.format(0, 'second')
  if (past < HOUR_MS) return relative.format(-Math.floor(past / MINUTE_MS), 'minute')
  return relative.format(-Math.floor(past / HOUR_MS), 'hour')
}
