import type { Transaction } from 'kysely'
import type { DocumentSummary } from '../../shared/documents/document-summary.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import { uuidv7 } from '../../shared/kit/ids.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import { type Database, isDiskFull, type Tables } from '../platform/database.ts'
import { type Access, roleIn } from '../sharing/access.ts'
import {
  type DocumentRow,
  documentById,
  documentsVisitedBy,
  insertDocument,
  recordVisit,
  removeVisit,
  updateTitle,
} from './store.ts'
import { isGone } from './trash-store.ts'

export interface DocumentsOptions {
  db: Database
  clock: Clock
  access: Access
  /** Who is in a document now. */
  here: (document: string) => DocumentSummary['here']
}

export type Creation =
  | { kind: 'created' | 'known'; id: string }
  | { kind: 'taken' }
  | { kind: 'gone' }

/** Made no document, and so is a visitor in each. */
const NOBODY = ''

export class Documents {
  #db: Database
  #clock: Clock
  #access: Access
  #here: DocumentsOptions['here']

  constructor({ db, clock, access, here }: DocumentsOptions) {
    this.#db = db
    this.#clock = clock
    this.#access = access
    this.#here = here
  }

  /** The same id from the same person again is the same wish again; what is gone stays gone. */
  async create(person: string, id = uuidv7(this.#clock.now())): Promise<Creation> {
    const at = this.#clock.now()
    const row = { id, creator: person, title: '', created_at: at, changed_at: at }
    const outcome = await this.#db.transaction().execute(async (trx) => {
      if (await isGone(trx, id)) return 'gone'
      if (!(await insertDocument(trx, row))) return 'there'
      await recordVisit(trx, { document: id, person, at })
      return 'created'
    })
    if (outcome === 'created') return { kind: 'created', id }
    if (outcome === 'gone') {
      const role = await this.#access(person, id)
      return role === 'trashed' ? { kind: 'gone' } : { kind: 'taken' }
    }
    const known = await documentById(this.#db, id)
    return known?.creator === person ? { kind: 'known', id } : { kind: 'taken' }
  }

  /** It is in the list of whoever may see it, whatever they did with it before. */
  async keep(person: string, id: string): Promise<RefusalReason | null> {
    const role = await this.#access(person, id)
    if (role === 'trashed') return 'deleted'
    if (role === null) return 'unknown-document'
    await this.visited(person, id)
    return null
  }

  /** Out of this person's list; their own stay, for they would be nobody's. */
  async remove(person: string, id: string): Promise<RefusalReason | null> {
    if ((await documentById(this.#db, id))?.creator === person) return 'invalid-request'
    await removeVisit(this.#db, person, id)
    return null
  }

  /** What this person made or has opened, last change first. */
  async list(person: string): Promise<DocumentSummary[]> {
    const rows = await documentsVisitedBy(this.#db, person)
    return rows.map((row) => this.#summary(row, person))
  }

  /** Whoever opens one has it in their list from then on, unless there is no room for that. */
  async open(person: string, id: string): Promise<DocumentSummary | RefusalReason> {
    const refusal = await this.keep(person, id).catch((error) => {
      if (isDiskFull(error)) return null
      throw error
    })
    if (refusal) return refusal
    const row = await documentById(this.#db, id)
    return row ? this.#summary(row, person) : 'unknown-document'
  }

  /** Somebody who may has opened it by its socket. */
  async visited(person: string, id: string): Promise<void> {
    await recordVisit(this.#db, { document: id, person, at: this.#clock.now() })
  }

  /** Its words were read anew; `at`: its last edit, null if nobody has edited it since. */
  async described(
    trx: Transaction<Tables>,
    id: string,
    title: string,
    at: number | null,
  ): Promise<boolean> {
    return updateTitle(trx, { id, title, changedAt: at })
  }

  #summary(row: DocumentRow, person: string): DocumentSummary {
    const { id, title, created_at, changed_at } = row
    return {
      ...{ id, title, createdAt: created_at, changedAt: changed_at },
      ...{ here: this.#here(id), role: roleIn(row, person), visitors: roleIn(row, NOBODY) },
    }
  }
}
