import type { Transaction } from 'kysely'
import type { Findings } from '../../shared/search/search-results.ts'
import type { Database, Tables } from '../platform/database.ts'
import { matchOf } from './match.ts'
import { indexable, passageOf } from './passage.ts'
import { spaced } from './spaced.ts'
import {
  deleteWords,
  documentsWithoutEntry,
  entryOf,
  findWords,
  hasWords,
  insertWords,
  updateWords,
  type Words,
} from './store.ts'

const FINDINGS_AT_MOST = 30
/** Of a text that is longer, the rest is not found. */
const INDEXED_LENGTH = 2_000_000

/** What documents say, and where. Content: nothing of it may reach a log. */
export class Search {
  #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** In the titles and texts of this person's documents. */
  async find(person: string, question: string): Promise<Findings> {
    const match = matchOf(question)
    if (match === null) return { findings: [], more: false }
    const rows = await findWords(this.#db, person, match, FINDINGS_AT_MOST + 1)
    const findings = rows.slice(0, FINDINGS_AT_MOST).map(({ id, title, body, changed_at }) => ({
      id,
      title: passageOf(title),
      text: body === '' ? null : passageOf(body),
      changedAt: changed_at,
    }))
    return { findings, more: rows.length > FINDINGS_AT_MOST }
  }

  /** From now on this is what the document says. `text` begins with the line that is its title. */
  async index(trx: Transaction<Tables>, document: string, text: string): Promise<void> {
    const words = wordsOf(text)
    const id = await entryOf(trx, document)
    if (id === null) await insertWords(trx, document, words)
    else if (!(await hasWords(trx, id, words))) await updateWords(trx, id, words)
  }

  /** Documents whose words were never read: from before there was a search. */
  unread(): Promise<string[]> {
    return documentsWithoutEntry(this.#db)
  }

  /** The document is gone. */
  async forget(trx: Transaction<Tables>, document: string): Promise<void> {
    await deleteWords(trx, document)
  }
}

function wordsOf(text: string): Words {
  const whole = spaced(indexable(text.slice(0, INDEXED_LENGTH)))
  const end = whole.indexOf('\n')
  const title = end < 0 ? whole : whole.slice(0, end)
  return { title: title.trim(), body: end < 0 ? '' : whole.slice(end + 1).trim() }
}
