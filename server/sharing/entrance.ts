/** Coming in by a link: from then on it is the person who has access, as long as the link lives. */
import type { Asker } from '../../shared/sharing/asker.ts'
import type { Role } from '../../shared/wire/role.ts'
import { notLiving, type Refused, type SharingHouse } from './house.ts'
import { insertEntrance, type LinkRow, linkById, linkByToken, noteUse } from './link-store.ts'
import { isPassword, secretHash } from './secret.ts'
import { enlist } from './store.ts'
import { Tally } from './tally.ts'

const WITHIN_MS = 15 * 60 * 1000
const GUESSES = 5
/** From wherever they come: addresses are cheap. */
const GUESSES_OF_ALL = 30
const MINUTE_MS = 60_000

const UNKNOWN: Refused = { reason: 'unknown-link' }

export class Entrance {
  #house: SharingHouse
  #guesses: Tally
  #allGuesses: Tally

  constructor(house: SharingHouse) {
    this.#house = house
    this.#guesses = new Tally(GUESSES, WITHIN_MS, house.clock)
    this.#allGuesses = new Tally(GUESSES_OF_ALL, WITHIN_MS, house.clock)
  }

  /** `from`: the network address that asks. [SH9] */
  async enter(
    who: Asker,
    document: string,
    { link: token, password }: { link: string; password?: string | undefined },
    from: string,
  ): Promise<Refused | { role: Role }> {
    if (who.kind === 'anonymous') return { reason: 'unauthenticated' }
    const { db, clock, access } = this.#house
    const hash = secretHash(token)
    const link = await linkByToken(db, document, hash)
    if (!link || (await notLiving(db, document))) return UNKNOWN
    if (link.expires_at !== null && link.expires_at <= clock.now()) {
      return { reason: 'link-expired' }
    }
    const no = await this.#wrongPassword(link, password, from)
    if (no) return no
    if (!(await this.#record(who, link))) return UNKNOWN
    const now = clock.now()
    await noteUse(db, hash, now - (now % MINUTE_MS))
    const role = await access.roleOf(who, document)
    return role === null || role === 'trashed' ? UNKNOWN : { role }
  }

  /** A guess counts before it is looked at, or many at once would be one. */
  async #wrongPassword(
    { id, password_hash }: LinkRow,
    password: string | undefined,
    from: string,
  ): Promise<Refused | null> {
    if (password_hash === null) return null
    if (password === undefined) return { reason: 'password-needed' }
    const key = `${id} ${from}`
    const turn = this.#guesses.take(key)
    if (turn !== 'taken') return { reason: 'too-many', ...turn }
    const turnOfAll = this.#allGuesses.take(id)
    if (turnOfAll !== 'taken') return { reason: 'too-many', ...turnOfAll }
    if (!(await isPassword(password, password_hash))) return { reason: 'wrong-password' }
    this.#guesses.giveBack(key)
    this.#allGuesses.giveBack(id)
    return null
  }

  /** False: the link, or its password, is another one meanwhile. */
  async #record({ person }: Asker, link: LinkRow): Promise<boolean> {
    const { facts, clock } = this.#house
    const { id, document } = link
    return facts.commit(async (trx) => {
      const now = await linkById(trx, document, id)
      if (now?.password_hash !== link.password_hash) return false
      const at = clock.now()
      if (await insertEntrance(trx, { link: id, person, at })) {
        await enlist(trx, { document, person, at })
        const fact = { document, kind: 'document.entered', person, at }
        await facts.append(trx, { ...fact, body: { link: id } })
      }
      return true
    })
  }
}
