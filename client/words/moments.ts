import { language, languageOfWords, timeZone } from './words.ts'

const DAY_MS = 24 * 60 * 60_000

/** `14:02`, as the reader's country writes it. */
export function clockTime(at: number): string {
  return written(at, { hour: 'numeric', minute: '2-digit' })
}

/** `22 November 2026, 14:02`. */
export function exactly(at: number): string {
  return written(at, { dateStyle: 'long', timeStyle: 'short' })
}

/** How many midnights lie between two moments, in the reader's time zone. */
export function daysBetween(at: number, now: number): number {
  // Swedish dates are ISO dates, so that a day of the calendar is one of UTC.
  const { format } = new Intl.DateTimeFormat('sv', { timeZone: timeZone() })
  return Math.round((Date.parse(format(now)) - Date.parse(format(at))) / DAY_MS)
}

/** `Ann, Bo and Cleo`: a part of a sentence, and in its language. */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat(languageOfWords(), { type: 'conjunction' }).format(names)
}

/** As this person wants it, where they are. */
export function written(at: number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language(), { ...options, timeZone: timeZone() }).format(at)
}
