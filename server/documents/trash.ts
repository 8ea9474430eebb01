import type { Transaction } from 'kysely'
import type { TrashedDocument } from '../../shared/documents/trashed-document.ts'
import { TRASH_MS } from '../../shared/documents/trashed-document.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import type { Asker } from '../../shared/sharing/asker.ts'
import { can } from '../../shared/sharing/can.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import type { Facts } from '../facts/facts.ts'
import { type Database, foldAhead, type Tables } from '../platform/database.ts'
import type { Access } from '../sharing/access.ts'
import { documentById } from './store.ts'
import {
  buryDocument,
  documentsForgetting,
  documentsTrashedBefore,
  documentsTrashedOf,
  isTrashed,
  logForgotten,
  trashDocument,
  untrashDocument,
} from './trash-store.ts'

export interface TrashOptions {
  db: Database
  clock: Clock
  access: Access
  facts: Pick<Facts, 'commit' | 'append'>
  /** Deletes what other slices have of it that does not go with its row. */
  forget: (trx: Transaction<Tables>, document: string) => Promise<void>
  /** Ends its room and deletes its log. */
  forgetLog: (document: string) => Promise<'forgotten' | 'full'>
  /** Something could not be deleted; the next sweep tries again. */
  failed: (error: unknown) => void
}

const SWEEP_EVERY_MS = 60 * 60 * 1000

/** Thirty days between "not wanted" and "gone", in which one word brings everything back. */
export class Trash {
  #options: TrashOptions
  #stop: () => void = () => undefined
  #running = new Set<Promise<void>>()
  #isClosed = false

  constructor(options: TrashOptions) {
    this.#options = options
  }

  /** What of this person's own lies there, the latest first. */
  async list(who: Asker): Promise<TrashedDocument[]> {
    const { db, access } = this.#options
    const rows = await documentsTrashedOf(db, who.person)
    const roles = await access.rolesOf(
      who,
      rows.map(({ id }) => id),
    )
    const own = rows.filter(({ id }) => roles.get(id) === 'own')
    return own.map(({ id, title, trashed_at }) => ({
      ...{ id, title, trashedAt: trashed_at, goneAt: trashed_at + TRASH_MS },
    }))
  }

  /** null: it lies there now, since when it was first put there. */
  async put(who: Asker, id: string): Promise<RefusalReason | null> {
    const { person } = who
    const { clock, access, facts } = this.#options
    const role = await access.roleOf(who, id)
    if (role === null) return 'unknown-document'
    if (role === 'trashed') return (await this.#isOwn(who, id)) ? null : 'deleted'
    if (!can(role, 'trash')) return 'forbidden'
    const at = clock.now()
    await facts.commit(async (trx) => {
      if (!(await trashDocument(trx, id, at))) return
      await facts.append(trx, { document: id, kind: 'document.trashed', person, at, body: {} })
    })
    return null
  }

  /** null: it is back, as it was. */
  async restore(who: Asker, id: string): Promise<RefusalReason | null> {
    const { person } = who
    const { clock, access, facts } = this.#options
    const role = await access.roleOf(who, id)
    if (role === null) return 'unknown-document'
    if (role !== 'trashed') return can(role, 'trash') ? null : 'forbidden'
    if (!(await this.#isOwn(who, id))) return 'deleted'
    const at = clock.now()
    await facts.commit(async (trx) => {
      if (!(await untrashDocument(trx, id))) return
      await facts.append(trx, { document: id, kind: 'document.restored', person, at, body: {} })
    })
    return null
  }

  /** null: it is gone, for ever. Only what lies in the trash can go: sent twice it must do no more. */
  async destroy(who: Asker, id: string): Promise<RefusalReason | null> {
    const { db, access } = this.#options
    const role = await access.roleOf(who, id)
    if (role === null) return 'unknown-document'
    if (role !== 'trashed') return can(role, 'trash') ? 'invalid-request' : 'forbidden'
    if (!(await documentById(db, id))) return null
    if (!(await this.#isOwn(who, id))) return 'deleted'
    await this.#bury(id)
    return null
  }

  /** Deletes what has lain there for long enough, now and from time to time. */
  start(): void {
    const work = this.#sweep()
      .catch(this.#options.failed)
      .finally(() => {
        this.#running.delete(work)
        if (this.#isClosed) return
        this.#stop = this.#options.clock.after(SWEEP_EVERY_MS, () => this.start())
      })
    this.#running.add(work)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#stop()
    await Promise.all(this.#running)
  }

  async #sweep(): Promise<void> {
    const { db, clock } = this.#options
    for (const id of await documentsForgetting(db)) this.#forgetLog(id)
    for (const id of await documentsTrashedBefore(db, clock.now() - TRASH_MS)) {
      if (this.#isClosed) return
      await this.#bury(id)
    }
  }

  /** Rows first: should we end in between, the sweep knows by them whose log is still to go. */
  async #bury(id: string): Promise<void> {
    const { db, clock, forget } = this.#options
    const isBuried = await db.transaction().execute(async (trx) => {
      if (!(await isTrashed(trx, id))) return false
      await forget(trx, id)
      await buryDocument(trx, id, clock.now())
      return true
    })
    if (isBuried) this.#forgetLog(id)
  }

  /** Nobody waits for it: on a busy server a room may take a while to end. */
  #forgetLog(id: string): void {
    const { db, forgetLog, failed } = this.#options
    const work = forgetLog(id)
      .then(async (outcome) => {
        if (outcome === 'full') throw new Error('no room to delete a log')
        await foldAhead(db)
        await logForgotten(db, id)
      })
      .catch(failed)
      .finally(() => this.#running.delete(work))
    this.#running.add(work)
  }

  /** Of what lies in the trash; a token that may less than its person is no owner. */
  async #isOwn(who: Asker, id: string): Promise<boolean> {
    return (await this.#options.access.rolesOf(who, [id])).get(id) === 'own'
  }
}
