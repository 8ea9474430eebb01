import type { DocumentSummary } from '../../shared/documents/document-summary.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import { uuidv7 } from '../../shared/kit/ids.ts'
import type { Database } from '../platform/database.ts'
import type { Access } from '../sharing/access.ts'
import {
  type DocumentRow,
  documentById,
  documentsVisitedBy,
  insertDocument,
  recordVisit,
  updateTitle,
} from './store.ts'

export interface DocumentsOptions {
  db: Database
  clock: Clock
  access: Access
  /** Who is in a document now. */
  here: (document: string) => DocumentSummary['here']
}

export type Creation = { kind: 'created' | 'known'; id: string } | { kind: 'taken' }

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

  /** The same id from the same person again is the same wish again. */
  async create(person: string, id = uuidv7(this.#clock.now())): Promise<Creation> {
    const at = this.#clock.now()
    const row = { id, creator: person, title: '', created_at: at, changed_at: at }
    if (await insertDocument(this.#db, row)) {
      await recordVisit(this.#db, { document: id, person, at })
      return { kind: 'created', id }
    }
    const known = await documentById(this.#db, id)
    return known?.creator === person ? { kind: 'known', id } : { kind: 'taken' }
  }

  /** What this person made or has opened, last change first. */
  async list(person: string): Promise<DocumentSummary[]> {
    const rows = await documentsVisitedBy(this.#db, person)
    return rows.map((row) => this.#summary(row))
  }

  /** null: there is none for this person. Whoever opens one has it in their list from then on. */
  async open(person: string, id: string): Promise<DocumentSummary | null> {
    const role = await this.#access(person, id)
    const row = role && (await documentById(this.#db, id))
    if (!row) return null
    await recordVisit(this.#db, { document: id, person, at: this.#clock.now() })
    return this.#summary(row)
  }

  /** Somebody who may has opened it by its socket. */
  async visited(person: string, id: string): Promise<void> {
    await recordVisit(this.#db, { document: id, person, at: this.#clock.now() })
  }

  /** Its words were read anew; `at`: its last edit, null if nobody has edited it lately. */
  async described(id: string, title: string, at: number | null): Promise<void> {
    await updateTitle(this.#db, { id, title, changedAt: at })
  }

  #summary({ id, title, created_at, changed_at }: DocumentRow): DocumentSummary {
    return { id, title, createdAt: created_at, changedAt: changed_at, here: this.#here(id) }
  }
}
