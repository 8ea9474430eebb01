import type { Transaction } from 'kysely'
import type { DocumentSummary } from '../../shared/documents/document-summary.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import { uuidv7 } from '../../shared/kit/ids.ts'
import type { Asker } from '../../shared/sharing/asker.ts'
import { can } from '../../shared/sharing/can.ts'
import type { AudienceRole } from '../../shared/sharing/visitors.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import type { Role } from '../../shared/wire/role.ts'
import { type Database, isDiskFull, type Tables } from '../platform/database.ts'
import { type Access, ceilingOf, roleNamed } from '../sharing/access.ts'
import { giveOwn, isOwner } from '../sharing/store.ts'
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
  /** Only who has an account may make documents. */
  isForMembers: boolean
  /** What visitors may in a new one. */
  visitors: AudienceRole
  /** Somebody is here: what was given to their address meanwhile is theirs by name. */
  claim: (who: Asker) => Promise<void>
  /** Who is in a document now. */
  here: (document: string) => DocumentSummary['here']
}

export type Creation =
  | { kind: 'created' | 'known'; id: string }
  | { kind: 'taken' }
  | { kind: 'gone' }
  | { kind: 'refused'; reason: 'forbidden' | 'account-needed' }

export class Documents {
  #db: Database
  #clock: Clock
  #access: Access
  #options: DocumentsOptions

  constructor(options: DocumentsOptions) {
    this.#db = options.db
    this.#clock = options.clock
    this.#access = options.access
    this.#options = options
  }

  /** The same id from the same person again is the same wish again; what is gone stays gone. */
  async create(who: Asker, id = uuidv7(this.#clock.now())): Promise<Creation> {
    const { person } = who
    const { isForMembers, visitors } = this.#options
    if (isForMembers && who.kind !== 'person') return { kind: 'refused', reason: 'account-needed' }
    if (!mayCreate(who)) return { kind: 'refused', reason: 'forbidden' }
    const at = this.#clock.now()
    const row = { id, creator: person, title: '', created_at: at, changed_at: at, visitors }
    const outcome = await this.#db.transaction().execute(async (trx) => {
      if (await isGone(trx, id)) return 'gone'
      if (!(await insertDocument(trx, row))) return 'there'
      await giveOwn(trx, { document: id, person, at })
      await recordVisit(trx, { document: id, person, at })
      return 'created'
    })
    if (outcome === 'created') return { kind: 'created', id }
    if (outcome === 'gone') {
      const role = await this.#access.roleOf(who, id)
      return role === 'trashed' ? { kind: 'gone' } : { kind: 'taken' }
    }
    const known = await documentById(this.#db, id)
    const isTheirs = known?.creator === person && (await this.#access.roleOf(who, id)) !== null
    return isTheirs ? { kind: 'known', id } : { kind: 'taken' }
  }

  /** It is in the list of whoever may see it, whatever they did with it before. */
  async keep(who: Asker, id: string): Promise<RefusalReason | null> {
    const role = await this.#access.roleOf(who, id)
    if (role === 'trashed') return 'deleted'
    if (role === null) return 'unknown-document'
    await this.visited(who.person, id)
    return null
  }

  /** Out of this person's list; their own stay, for they would be nobody's. */
  async remove(who: Asker, id: string): Promise<RefusalReason | null> {
    const role = await this.#access.roleOf(who, id)
    // For a token it may not be there, though its person owns it.
    if (role === null && who.token) return null
    if (role !== null && (await isOwner(this.#db, who.person, id))) return 'invalid-request'
    await removeVisit(this.#db, who.person, id)
    return null
  }

  /** What this person made, has opened or was let into, last change first. */
  async list(who: Asker): Promise<DocumentSummary[]> {
    await this.#options.claim(who)
    const rows = await documentsVisitedBy(this.#db, who.person)
    const roles = await this.#access.rolesInList(who)
    return rows.flatMap((row) => {
      const role = roles.get(row.id)
      return role ? [this.#summary(row, role)] : []
    })
  }

  /** Whoever opens one has it in their list from then on, unless there is no room for that. */
  async open(who: Asker, id: string): Promise<DocumentSummary | RefusalReason> {
    await this.#options.claim(who)
    const role = await this.#access.roleOf(who, id)
    if (role === 'trashed') return 'deleted'
    const row = role && (await documentById(this.#db, id))
    if (!row) return 'unknown-document'
    await this.visited(who.person, id).catch((error) => {
      if (!isDiskFull(error)) throw error
    })
    return this.#summary(row, role)
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

  #summary(row: DocumentRow, role: Role): DocumentSummary {
    const { id, title, created_at, changed_at } = row
    const visitors = roleNamed(row.visitors)
    return {
      ...{ id, title, createdAt: created_at, changedAt: changed_at },
      ...{ here: this.#options.here(id), role, ...(visitors && { visitors }) },
    }
  }
}

/** A token for one document, or one that only reads, makes none. */
function mayCreate(who: Asker): boolean {
  const ceiling = ceilingOf(who)
  return ceiling !== null && can(ceiling, 'write') && !who.token?.document
}
