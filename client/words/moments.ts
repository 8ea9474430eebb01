import { language } from './words.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** `14:02`, as the reader's country writes it. */
export function clockTime(at: number): string {
  return new Intl.DateTimeFormat(language(), { hour: 'numeric', minute: '2-digit' }).format(at)
}

/** As exact as its distance deserves: `5 minutes ago`, `14:02`, `Wednesday`, `13 October`. */
export function ago(at: number, now: number): string {
  const days = daysBetween(at, now)
  if (days <= 0) return today(Math.max(0, now - at))
  if (days === 1) return clockTime(at)
  return new Intl.DateTimeFormat(
    language(),
    days < 7 ? { weekday: 'long' } : { day: 'numeric', month: 'long' },
  ).format(at)
}

/** `22 November 2026, 14:02`. */
export function exactly(at: number): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'long', timeStyle: 'short' }).format(at)
}

/** `22 November 2026`. */
export function exactDay(at: number): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'long' }).format(at)
}

/** `March 2026`. */
export function month(at: number): string {
  return new Intl.DateTimeFormat(language(), { month: 'long', year: 'numeric' }).format(at)
}

/** How many midnights lie between two moments, in the reader's time zone. */
export function daysBetween(at: number, now: number): number {
  const midnight = (moment: number) => new Date(moment).setHours(0, 0, 0, 0)
  return Math.round((midnight(now) - midnight(at)) / DAY_MS)
}

/** `Ann, Bo and Cleo`. */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat(language(), { type: 'conjunction' }).format(names)
}

function today(past: number): string {
  const relative = new Intl.RelativeTimeFormat(language(), { numeric: 'auto' })
  if (past < MINUTE_MS) return relative.format(0, 'second')
  if (past < HOUR_MS) return relative.format(-Math.floor(past / MINUTE_MS), 'minute')
  return relative.format(-Math.floor(past / HOUR_MS), 'hour')
}
