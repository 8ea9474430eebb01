/** Somebody with only a name: one guest a browser, by a cookie that is kept hashed. */
import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../../shared/kit/clock.ts'
import { COLOURS, type Colour } from '../../shared/kit/colours.ts'
import { uuidv7 } from '../../shared/kit/ids.ts'
import type { Rng } from '../../shared/kit/rng.ts'
import type { Database } from '../platform/database.ts'
import { friendlyName, pick } from './friendly-name.ts'
import { type GuestRow, guestByToken, insertGuest, updateGuest } from './store.ts'

export interface Guest {
  person: string
  name: string
  colour: Colour
}

/** Programs without a cookie: nobody in particular, and all of them the same nobody. */
export const ANONYMOUS: Guest = { person: 'anonymous', name: 'Guest', colour: 'c8' }

const TOKEN_BYTES = 16

export class Guests {
  #db: Database
  #clock: Clock
  #rng: Rng

  constructor(db: Database, clock: Clock, rng: Rng) {
    this.#db = db
    this.#clock = clock
    this.#rng = rng
  }

  /** null: nobody has this token. */
  async recognise(token: string): Promise<Guest | null> {
    const row = await guestByToken(this.#db, hash(token))
    return row && guestOf(row)
  }

  /** The token is known to the browser only. */
  async welcome(): Promise<{ guest: Guest; token: string }> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url')
    const at = this.#clock.now()
    const guest: Guest = {
      person: uuidv7(at),
      name: friendlyName(this.#rng),
      colour: pick(COLOURS, this.#rng),
    }
    const { person: id, name, colour } = guest
    await insertGuest(this.#db, { id, name, colour, hash: hash(token), at })
    return { guest, token }
  }

  async change(person: string, { name, colour }: Pick<Guest, 'name' | 'colour'>): Promise<void> {
    await updateGuest(this.#db, person, { name, colour })
  }
}

function guestOf({ id, name, colour }: GuestRow): Guest {
  const known = COLOURS.find((one) => one === colour)
  return { person: id, name, colour: known ?? COLOURS[0] }
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
