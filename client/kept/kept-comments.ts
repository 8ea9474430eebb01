import { plainOf, readBody } from '../../shared/threads/body.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import type { Entry, Intent } from '../outbox/intent.ts'

/** Words said in a thread that the server did not take: its document may open no more. */
export interface KeptComment {
  intent: Intent
  why: RefusalReason
  words: string
}

export function commentsIn(entries: readonly Entry[]): KeptComment[] {
  return entries.flatMap((entry) => {
    if (entry.state !== 'refused') return []
    const words = wordsOf(entry.intent)
    return words ? [{ intent: entry.intent, why: entry.refusal, words }] : []
  })
}

function wordsOf({ body }: Intent): string | null {
  const said = typeof body === 'object' && body && 'body' in body ? body.body : null
  const reading = readBody(said)
  return reading.kind === 'body' ? plainOf(reading.body) : null
}
