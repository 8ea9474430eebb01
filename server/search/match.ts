import { QUESTION_LENGTH } from '../../shared/search/search-results.ts'
import { spaced } from './spaced.ts'

const WORDS_AT_MOST = 16

/**
 * What was typed as an FTS5 expression: every word must be there, the last may go on. Each word is
 * a quoted string, so nothing that was typed is ever read as syntax. null: there is no word in it.
 */
export function matchOf(question: string): string | null {
  const words = question
    .slice(0, QUESTION_LENGTH)
    .normalize('NFC')
    .split(/[\s"\p{C}]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .slice(0, WORDS_AT_MOST)
  return words.length === 0 ? null : `${words.map((word) => `"${spaced(word)}"`).join(' ')}*`
}
