/** Tokens for programs: each speaks for its person and may no more than its scope says. [AC18] */
import { createHash, randomBytes } from 'node:crypto'
import type { AccessToken, AccessTokenWish } from '../../shared/accounts/access-tokens.ts'
import { SCOPES } from '../../shared/accounts/access-tokens.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import { uuidv7 } from '../../shared/kit/ids.ts'
import type { Asker } from '../../shared/sharing/asker.ts'
import type { Database } from '../platform/database.ts'

const TOKEN_BYTES = 24
/** Whoever finds one knows what it is. */
const PREFIX = 'interline_'
const MINUTE_MS = 60_000
const AT_MOST = 100

export class AccessTokens {
  #db: Database
  #clock: Clock

  constructor(db: Database, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  /** null: it is nobody's, or its time is over. */
  async recognise(
    token: string,
  ): Promise<({ person: string } & NonNullable<Asker['token']>) | null> {
    const row = await this.#db
      .selectFrom('access_token')
      .select(['id', 'person', 'scope', 'document', 'expires_at', 'last_use'])
      .where('token_hash', '=', hash(token))
      .executeTakeFirst()
    const now = this.#clock.now()
    if (!row || (row.expires_at !== null && row.expires_at <= now)) return null
    const minute = now - (now % MINUTE_MS)
    if (row.last_use !== minute) {
      const used = this.#db.updateTable('access_token').set({ last_use: minute })
      await used.where('id', '=', row.id).execute()
    }
    const scopes = SCOPES.filter((scope) => scope === row.scope)
    return { person: row.person, scopes, document: row.document }
  }

  /** null: they have too many. The token is told once and never again. */
  async make(
    person: string,
    wish: AccessTokenWish,
  ): Promise<(AccessToken & { token: string }) | null> {
    const { name, scope, expiresAt, document } = wish
    if ((await this.list(person)).length >= AT_MOST) return null
    const token = `${PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`
    const at = this.#clock.now()
    const id = uuidv7(at)
    const row = { id, person, name, scope, document, expires_at: expiresAt, last_use: null, at }
    await this.#db
      .insertInto('access_token')
      .values({ ...row, token_hash: hash(token) })
      .execute()
    return { id, name, scope, document, expiresAt, lastUse: null, at, token }
  }

  /** Whose tokens ended in between. */
  async ended(after: number, upTo: number): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('access_token')
      .select('person')
      .distinct()
      .where('expires_at', '>', after)
      .where('expires_at', '<=', upTo)
      .execute()
    return rows.map(({ person }) => person)
  }

  /** When the next one ends; null: none will. */
  async nextEnd(after: number): Promise<number | null> {
    const row = await this.#db
      .selectFrom('access_token')
      .select('expires_at')
      .where('expires_at', '>', after)
      .orderBy('expires_at')
      .limit(1)
      .executeTakeFirst()
    return row?.expires_at ?? null
  }

  /** The newest first. */
  async list(person: string): Promise<AccessToken[]> {
    const rows = await this.#db
      .selectFrom('access_token')
      .select(['id', 'name', 'scope', 'document', 'expires_at', 'last_use', 'at'])
      .where('person', '=', person)
      .orderBy('at', 'desc')
      .execute()
    return rows.map(({ id, name, scope, document, expires_at, last_use, at }) => ({
      ...{ id, name, document, at, expiresAt: expires_at, lastUse: last_use },
      scope: SCOPES.find((one) => one === scope) ?? 'read',
    }))
  }

  /** False: they have no such token. */
  async remove(person: string, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('access_token')
      .where((where) => where.and({ id, person }))
      .executeTakeFirst()
    return numDeletedRows > 0n
  }
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
