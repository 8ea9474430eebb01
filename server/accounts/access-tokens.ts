/** Tokens for programs: each speaks for its person and may no more than its scope says. [AC18] */
import { createHash, randomBytes } from 'node:crypto'
import type { AccessToken, AccessTokenWish } from '../../shared/accounts/access-tokens.ts'
import { SCOPES } from '../../shared/accounts/access-tokens.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import { uuidv7 } from '../../shared/kit/ids.ts'
import type { Asker } from '../../shared/sharing/asker.ts'
import type { Database } from '../platform/database.ts'
import { deleteToken, insertToken, noteTokenUse, tokenByHash, tokensOf } from './token-store.ts'

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
    const row = await tokenByHash(this.#db, hash(token))
    const now = this.#clock.now()
    if (!row || (row.expires_at !== null && row.expires_at <= now)) return null
    const minute = now - (now % MINUTE_MS)
    if (row.last_use !== minute) await noteTokenUse(this.#db, row.id, minute)
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
    await insertToken(this.#db, { ...row, token_hash: hash(token) })
    return { id, name, scope, document, expiresAt, lastUse: null, at, token }
  }

  /** The newest first. */
  async list(person: string): Promise<AccessToken[]> {
    const rows = await tokensOf(this.#db, person)
    return rows.map(({ id, name, scope, document, expires_at, last_use, at }) => ({
      ...{ id, name, document, at, expiresAt: expires_at, lastUse: last_use },
      scope: SCOPES.find((one) => one === scope) ?? 'read',
    }))
  }

  /** False: they have no such token. */
  remove(person: string, id: string): Promise<boolean> {
    return deleteToken(this.#db, person, id)
  }
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
