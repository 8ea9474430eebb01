/** What people were given by name. [SH4] [SH6] */
import type { Asker } from '../../shared/sharing/asker.ts'
import type { Role } from '../../shared/wire/role.ts'
import { nameOf } from '../facts/store.ts'
import type { Database } from '../platform/database.ts'
import { strongest } from './access.ts'
import { notOwner, type Refused, type SharingHouse } from './house.ts'
import { invitation } from './letters.ts'
import { deleteRequest } from './request-store.ts'
import {
  deleteGrant,
  enlist,
  type Grantee,
  giveOwn,
  grantOf,
  grantsToAddress,
  ownersOf,
  titleOf,
  upsertGrant,
} from './store.ts'
import { Tally } from './tally.ts'

const HOUR_MS = 60 * 60 * 1000
/** Each is a mail to somebody who may not want it. */
const INVITATIONS_AN_HOUR = 60

const NOBODY: Refused = { reason: 'invalid-request', sentence: 'Nobody here has that id.' }

export class Grants {
  #house: SharingHouse
  #invitations: Tally

  constructor(house: SharingHouse) {
    this.#house = house
    this.#invitations = new Tally(INVITATIONS_AN_HOUR, HOUR_MS, house.clock)
  }

  /** null: they have it now. An address gets a letter, whether or not somebody here has it. */
  async give(who: Asker, document: string, grantee: Grantee, role: Role): Promise<Refused | null> {
    const no = await notOwner(this.#house, who, document)
    if (no) return no
    const { db, facts, clock } = this.#house
    const { grantee_kind: kind, grantee: id } = grantee
    if (kind === 'person' && !(await nameOf(db, id))) return NOBODY
    if (kind === 'address' && !(await grantOf(db, document, grantee))) {
      const turn = this.#invitations.take(who.person)
      if (turn !== 'taken') return { reason: 'too-many', ...turn }
    }
    const at = clock.now()
    const outcome = await facts.commit(async (trx) => {
      if (role !== 'own' && (await isLastOwner(trx, document, grantee))) return 'last-owner'
      if (kind === 'person') await deleteRequest(trx, document, id)
      const isNew = await upsertGrant(trx, { document, ...grantee, role, by: who.person, at })
      if (!isNew) return 'known'
      if (kind === 'person') await enlist(trx, { document, person: id, at })
      const fact = { document, kind: 'document.shared', person: who.person, at }
      await facts.append(trx, { ...fact, body: { ...told(grantee), role } })
      return 'given'
    })
    if (outcome === 'last-owner') return { reason: outcome }
    if (outcome === 'given') this.#tell(who, document, grantee, role)
    return null
  }

  /** null: they have it no more. Whoever was given something may give it back themselves. */
  async take(who: Asker, document: string, grantee: Grantee): Promise<Refused | null> {
    const no = await this.#mayNotTake(who, document, grantee)
    if (no) return no
    const { facts, clock } = this.#house
    const isLast = await facts.commit(async (trx) => {
      if (await isLastOwner(trx, document, grantee)) return true
      if (!(await deleteGrant(trx, document, grantee))) return false
      const fact = { document, kind: 'document.unshared', person: who.person, at: clock.now() }
      await facts.append(trx, { ...fact, body: told(grantee) })
      return false
    })
    return isLast ? { reason: 'last-owner' } : null
  }

  /** What was given to their address is theirs by name from now on. [SH6] */
  async claim({ person, address }: Pick<Asker, 'person' | 'address'>): Promise<void> {
    const { db, facts, clock } = this.#house
    if (address === null || (await grantsToAddress(db, address)).length === 0) return
    await facts.commit(async (trx) => {
      const at = clock.now()
      for (const invited of await grantsToAddress(trx, address)) {
        const { document, by } = invited
        const grantee = { grantee_kind: 'person', grantee: person } as const
        const role = strongest([invited.role, (await grantOf(trx, document, grantee))?.role])
        await deleteGrant(trx, document, invited)
        await upsertGrant(trx, { document, ...grantee, role, by, at })
        await enlist(trx, { document, person, at })
        const fact = { document, kind: 'document.shared', person: by, at }
        await facts.append(trx, { ...fact, body: { ...told(grantee), role } })
      }
    })
  }

  /** Who owned it goes for good: it is somebody else's before that. [AC19] */
  async passOn(document: string, { from, to }: { from: string; to: string }): Promise<void> {
    const { facts, clock } = this.#house
    await facts.commit(async (trx) => {
      const at = clock.now()
      await giveOwn(trx, { document, person: to, at })
      const fact = { document, kind: 'document.shared', person: from, at }
      const grantee = { grantee_kind: 'person', grantee: to } as const
      await facts.append(trx, { ...fact, body: { ...told(grantee), role: 'own' } })
    })
  }

  /** Somebody wants to share something with whoever has this address. */
  async isInvited(address: string): Promise<boolean> {
    return (await grantsToAddress(this.#house.db, address)).length > 0
  }

  async #mayNotTake(who: Asker, document: string, { grantee_kind, grantee }: Grantee) {
    const no = await notOwner(this.#house, who, document)
    const isOwnWish = grantee_kind === 'person' && grantee === who.person && who.token === null
    return no?.reason === 'forbidden' && isOwnWish ? null : no
  }

  /** Nobody waits for it. */
  #tell(who: Asker, document: string, { grantee_kind, grantee }: Grantee, role: Role): void {
    const { db, addressOf, post, urlOf, failed } = this.#house
    const write = async () => {
      const to = grantee_kind === 'address' ? grantee : await addressOf(grantee)
      if (to === null || grantee === who.person) return
      const by = (await nameOf(db, who.person))?.name ?? 'Somebody'
      const title = await titleOf(db, document)
      await post(invitation({ to, by, title, role, url: urlOf(`/d/${document}`) }))
    }
    void write().catch(failed)
  }
}

/** Without them the document would be nobody's; an invitation may never be taken up. */
async function isLastOwner(trx: Database, document: string, { grantee_kind, grantee }: Grantee) {
  const owners = await ownersOf(trx, document)
  return grantee_kind === 'person' && owners.length === 1 && owners[0] === grantee
}

/** An address stands only in its row, which goes when it is taken back. */
function told({ grantee_kind: kind, grantee }: Grantee) {
  return kind === 'person' ? { kind, grantee } : { kind }
}
