/**
 * Somebody signs in where they were a guest: what the guest made is theirs from then on, all of it or
 * nothing; then their client ids in the log, again at the next start if that failed. [AC7]
 */
import type { Clock } from '../../shared/kit/clock.ts'
import type { Database } from '../platform/database.ts'
import { adoptSharing } from '../sharing/adopt.ts'
import {
  deleteGuest,
  handOver,
  insertAdoption,
  noteLogged,
  unloggedAdoptions,
} from './adoption-store.ts'

export interface AdoptionOptions {
  db: Database
  clock: Clock
  /** Closes the guest's sockets and gives their client ids to the person. */
  adoptLog: (guest: string, person: string) => Promise<'adopted' | 'full'>
  /** In these the person may what the guest might, also where they are already. */
  onGiven: (person: string, documents: readonly string[]) => void
  failed: (error: unknown) => void
}

export class Adoption {
  #options: AdoptionOptions

  constructor(options: AdoptionOptions) {
    this.#options = options
  }

  /** What an earlier run of the server could not finish. */
  async resume(): Promise<void> {
    for (const { guest, person } of await unloggedAdoptions(this.#options.db)) {
      await this.#log(guest, person)
    }
  }

  async adopt(guest: string, person: string): Promise<void> {
    const { db, clock, failed, onGiven } = this.#options
    const at = clock.now()
    const given = await db.transaction().execute(async (trx) => {
      await handOver(trx, guest, person)
      const documents = await adoptSharing(trx, guest, person)
      await deleteGuest(trx, guest)
      await insertAdoption(trx, { guest, person, at })
      return documents
    })
    onGiven(person, given)
    await this.#log(guest, person).catch(failed)
  }

  async #log(guest: string, person: string): Promise<void> {
    const { db, adoptLog } = this.#options
    if ((await adoptLog(guest, person)) === 'full') return
    await noteLogged(db, guest)
  }
}
