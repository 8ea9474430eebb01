import { clockTime, daysBetween, written } from './moments.ts'
import { language } from './words.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** As exact as its distance deserves: `5 minutes ago`, `14:02`, `Wednesday`, `13 October`. */
export function ago(at: number, now: number): string {
  const days = daysBetween(at, now)
  if (days <= 0) return today(Math.max(0, now - at))
  if (days === 1) return clockTime(at)
  return written(at, days < 7 ? { weekday: 'long' } : { day: 'numeric', month: 'long' })
}

/** `22 November 2026`. */
export function exactDay(at: number): string {
  return written(at, { dateStyle: 'long' })
}

/** `March 2026`. */
export function month(at: number): string {
  return written(at, { month: 'long', year: 'numeric' })
}

function today(past: number): string {
  const relative = new Intl.RelativeTimeFormat(language(), { numeric: 'auto' })
  if (past < MINUTE_MS) return relative.format(0, 'second')
  if (past < HOUR_MS) return relative.format(-Math.floor(past / MINUTE_MS), 'minute')
  return relative.format(-Math.floor(past / HOUR_MS), 'hour')
}
