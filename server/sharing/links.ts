/** Sharing by URL. The token is told once and kept hashed. [SH7] [SH8] */

import { uuidv7 } from '../../shared/kit/ids.ts'
import type { Asker } from '../../shared/sharing/asker.ts'
import type { LinkChange, LinkWish, NewLink } from '../../shared/sharing/links.ts'
import { notOwner, type Refused, type SharingHouse } from './house.ts'
import {
  deleteEntrances,
  deleteLink,
  documentsWithExpired,
  insertLink,
  linkById,
  linksOf,
  nextExpiry,
  noteUse,
  updateLink,
} from './link-store.ts'
import { newToken, passwordHash, secretHash } from './secret.ts'

const LINKS_AT_MOST = 100
const MINUTE_MS = 60_000

const PAST: Refused = { reason: 'invalid-request', sentence: 'A link can only end in the future.' }
const FULL: Refused = {
  reason: 'invalid-request',
  sentence: `A document has at most ${LINKS_AT_MOST} links; delete one that is not needed.`,
}

export class Links {
  #house: SharingHouse

  constructor(house: SharingHouse) {
    this.#house = house
  }

  async make(
    who: Asker,
    document: string,
    { role, label, expiresAt, password }: LinkWish,
  ): Promise<Refused | NewLink> {
    const no = (await notOwner(this.#house, who, document)) ?? this.#isPast(expiresAt)
    if (no) return no
    const { facts, clock } = this.#house
    const at = clock.now()
    const [id, token] = [uuidv7(at), newToken()]
    const row = {
      ...{ id, document, role, label, expires_at: expiresAt, last_use: null },
      ...{ by: who.person, at, token_hash: secretHash(token) },
      password_hash: password === null ? null : await passwordHash(password),
    }
    const isFull = await facts.commit(async (trx) => {
      if ((await linksOf(trx, document)).length >= LINKS_AT_MOST) return true
      await insertLink(trx, row)
      const body = { link: id, change: 'made', role }
      await facts.append(trx, { document, kind: 'document.link', person: who.person, at, body })
      return false
    })
    return isFull ? FULL : { id, url: `/d/${document}#link=${token}` }
  }

  /** null: it is so now. Who came in by another password, or by none, has to come in again. */
  async change(
    who: Asker,
    document: string,
    id: string,
    { role, label, expiresAt, password }: LinkChange,
  ): Promise<Refused | null> {
    const no = (await notOwner(this.#house, who, document)) ?? this.#isPast(expiresAt ?? null)
    if (no) return no
    const { facts, clock } = this.#house
    const set = {
      ...(role !== undefined && { role }),
      ...(label !== undefined && { label }),
      ...(expiresAt !== undefined && { expires_at: expiresAt }),
      ...(password !== undefined && {
        password_hash: password === null ? null : await passwordHash(password),
      }),
    }
    if (Object.keys(set).length === 0) return { reason: 'invalid-request' }
    return facts.commit(async (trx) => {
      const before = await linkById(trx, document, id)
      if (!before) return { reason: 'unknown-link' }
      await updateLink(trx, id, set)
      if (typeof password === 'string') await deleteEntrances(trx, id)
      const body = { link: id, change: 'changed', role: role ?? before.role }
      const fact = { document, kind: 'document.link', person: who.person, at: clock.now() }
      await facts.append(trx, { ...fact, body })
      return null
    })
  }

  /** null: nobody comes in by it any more, and whoever did is out. */
  async delete(who: Asker, document: string, id: string): Promise<Refused | null> {
    const no = await notOwner(this.#house, who, document)
    if (no) return no
    const { facts, clock } = this.#house
    await facts.commit(async (trx) => {
      if (!(await linkById(trx, document, id))) return
      await deleteLink(trx, id)
      const fact = { document, kind: 'document.link', person: who.person, at: clock.now() }
      await facts.append(trx, { ...fact, body: { link: id, change: 'deleted' } })
    })
    return null
  }

  /** Somebody has just come by it; its owners see when, to the minute. */
  async used(token: string): Promise<void> {
    const now = this.#house.clock.now()
    await noteUse(this.#house.db, secretHash(token), now - (now % MINUTE_MS))
  }

  /** Documents with a link that ended in between. */
  ended(after: number, upTo: number): Promise<string[]> {
    return documentsWithExpired(this.#house.db, after, upTo)
  }

  nextEnd(after: number): Promise<number | null> {
    return nextExpiry(this.#house.db, after)
  }

  #isPast(expiresAt: number | null): Refused | null {
    return expiresAt !== null && expiresAt <= this.#house.clock.now() ? PAST : null
  }
}
