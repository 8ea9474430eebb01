import { QUESTION_LENGTH } from '../../shared/search/search-results.ts'
import { spaced } from './spaced.ts'

const WORDS_AT_MOST = 16

/** A question as SQLite and as {@link passageOf} can be asked. */
export interface Question {
  /** An FTS5 expression. */
  match: string
  /** As typed, cut. */
  words: readonly string[]
}

/**
 * Every word must be there, the last may go on. Each word is a quoted string, so nothing that was
 * typed is ever read as syntax. null: there is no word in it.
 */
export function questionOf(typed: string): Question | null {
  const words = typed
    .slice(0, QUESTION_LENGTH)
    .normalize('NFC')
    .split(/[\s"\p{C}]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .slice(0, WORDS_AT_MOST)
  if (words.length === 0) return null
  const match = `${words.map((word) => `"${spaced(word)}"`).join(' ')}*`
  // One letter begins half of all words; nobody looks for it, it is on the way to a word.
  const isOneLetter = words.length === 1 && /^[\p{Script=Latin}\p{N}]$/u.test(words[0] ?? '')
  return { match: isOneLetter ? `{title} : ${match}` : match, words }
}
