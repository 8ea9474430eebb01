/** Asking the owners to be let in, or to do more. Who asks learns nothing by the answer. [SH10] */
import type { Asker } from '../../shared/sharing/asker.ts'
import { nameOf } from '../facts/store.ts'
import { notLiving, notOwner, type Refused, type SharingHouse } from './house.ts'
import { requestForAccess } from './letters.ts'
import { deleteRequest, upsertRequest } from './request-store.ts'
import { ownersOf, titleOf } from './store.ts'
import { Tally } from './tally.ts'

const HOUR_MS = 60 * 60 * 1000
const REQUESTS_AN_HOUR = 20
/** A house shares an address. */
const REQUESTS_FROM_ONE_ADDRESS = 100
const WAITING_AT_MOST = 200

export class Requests {
  #house: SharingHouse
  #ofPerson: Tally
  #ofAddress: Tally

  constructor(house: SharingHouse) {
    this.#house = house
    this.#ofPerson = new Tally(REQUESTS_AN_HOUR, HOUR_MS, house.clock)
    this.#ofAddress = new Tally(REQUESTS_FROM_ONE_ADDRESS, HOUR_MS, house.clock)
  }

  /** null: it is on its way, if there is such a document. `from`: the network address that asks. */
  async ask(who: Asker, document: string, words: string, from: string): Promise<Refused | null> {
    for (const turn of [this.#ofPerson.take(who.person), this.#ofAddress.take(from)]) {
      if (turn !== 'taken') return { reason: 'too-many', ...turn }
    }
    const { db, facts, access, clock } = this.#house
    const role = await access.roleOf(who, document)
    if (role === 'own' || (await notLiving(db, document))) return null
    const at = clock.now()
    const { person } = who
    const outcome = await facts.commit(async (trx) => {
      const row = { document, person, words, at }
      const found = await upsertRequest(trx, row, WAITING_AT_MOST)
      if (found !== 'new') return found
      await facts.append(trx, { document, kind: 'document.requested', person, at, body: {} })
      return found
    })
    if (outcome === 'new') this.#tellOwners(person, document, words)
    return null
  }

  /** null: it does not wait any more. Giving them a role answers it, too. */
  async dismiss(who: Asker, document: string, person: string): Promise<Refused | null> {
    const no = await notOwner(this.#house, who, document)
    if (no) return no
    await deleteRequest(this.#house.db, document, person)
    return null
  }

  /** Nobody waits for it: how long an answer takes would tell that there is somebody to write to. */
  #tellOwners(person: string, document: string, words: string): void {
    const { db, addressOf, post, urlOf, failed } = this.#house
    const write = async () => {
      const by = (await nameOf(db, person))?.name ?? 'Somebody'
      const title = await titleOf(db, document)
      for (const owner of await ownersOf(db, document)) {
        const to = await addressOf(owner)
        const url = urlOf(`/d/${document}`)
        if (to !== null) await post(requestForAccess({ to, by, title, words, url }))
      }
    }
    void write().catch(failed)
  }
}
