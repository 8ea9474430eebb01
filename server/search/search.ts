import type { Transaction } from 'kysely'
import { wantedOf } from '../../shared/search/marks.ts'
import type { Finding, Findings } from '../../shared/search/search-results.ts'
import type { Asker } from '../../shared/sharing/asker.ts'
import type { Database, Tables } from '../platform/database.ts'
import type { Access } from '../sharing/access.ts'
import { questionOf } from './match.ts'
import { passageOf } from './passage.ts'
import { spaced, unspaced } from './spaced.ts'
import {
  deleteWords,
  documentsWithoutEntry,
  entryOf,
  findWords,
  hasWords,
  insertWords,
  textAround,
  updateWords,
  type Words,
} from './store.ts'

const FINDINGS_AT_MOST = 20
const SPELLINGS_AT_MOST = 12
/**
 * In letters times spellings, for one question: about 0.1 s of the thread that everybody waits for.
 * Long texts beyond that are shown by their beginnings.
 */
const WALKED_LENGTH = 40_000_000
/** Of a text that is longer, the rest is not found. */
const INDEXED_LENGTH = 2_000_000
/** A first line can be as long as a document; what is beyond counts as text. */
const TITLE_LENGTH = 1_000

/** What documents say, and where. Content: nothing of it may reach a log. */
export class Search {
  #db: Database
  #access: Access

  constructor(db: Database, access: Access) {
    this.#db = db
    this.#access = access
  }

  /** In the titles and texts of the documents in this person's list that they may read. */
  async find(who: Asker, question: string): Promise<Findings> {
    const asked = questionOf(question)
    if (asked === null) return { findings: [], more: false }
    const readable = [...(await this.#access.rolesInList(who)).keys()]
    const rows = await findWords(this.#db, readable, asked.match, FINDINGS_AT_MOST + 1)
    const wanted = wantedOf(asked.words.join(' '))
    const spellings = [...new Set(asked.words.flatMap(spellingsOf))].slice(0, SPELLINGS_AT_MOST)
    const findings: Finding[] = []
    let left = WALKED_LENGTH
    for (const { id, entry, title, changed_at: changedAt } of rows.slice(0, FINDINGS_AT_MOST)) {
      const around = await textAround(this.#db, entry, left > 0 ? spellings : [])
      left -= around.length * spellings.length
      const text = unspaced(around.part)
      findings.push({
        ...{ id, changedAt, title: passageOf(unspaced(title), wanted) },
        text: text.trim() === '' ? null : passageOf(text, wanted),
      })
    }
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

/** How a word that was typed may be written in a text; accents that were not typed are missed. */
function spellingsOf(word: string): string[] {
  const small = word.toLowerCase()
  const [first = '', ...rest] = small
  return [small, first.toUpperCase() + rest.join(''), word, word.toUpperCase()].map(spaced)
}

function wordsOf(text: string): Words {
  const whole = spaced(indexable(text.slice(0, INDEXED_LENGTH)))
  const end = Math.min(whole.indexOf('\n') >>> 0, whole.length, TITLE_LENGTH)
  return { title: whole.slice(0, end).trim(), body: whole.slice(end).trim() }
}

/** No character that could be taken for a mark or for the end of a text. */
function indexable(text: string): string {
  return text.replaceAll(/(?!\n)[\p{Cc}\ufff9-\ufffb]/gu, ' ')
}
