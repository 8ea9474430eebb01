import { CompiledQuery, type Generated, Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { WorkerError } from './worker-calls.ts'
import { workerDialect } from './worker-dialect.ts'

const SQLITE_FULL = 13
const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26

/** Times are ms UTC, ids UUIDv7. */
export interface Tables {
  document: {
    id: string
    creator: string
    title: string
    created_at: number
    changed_at: number
    /** null: it is not in the trash. */
    trashed_at: Generated<number | null>
    /** What everybody may who knows the address; `nobody`: nothing. */
    visitors: Generated<string>
  }
  /** What happened, in commit order; `body` is JSON, `intent` the wish's id. */
  fact: {
    sequence: Generated<number>
    document: string
    kind: string
    body: string
    person: string | null
    at: number
    intent: string | null
  }
  /** `anchor` is JSON; `resolution`: the turn that closed it. */
  thread: {
    id: string
    document: string
    anchor: string
    revision: number
    resolution: string | null
    opened_at: number
  }
  /** `body` is JSON; null: deleted. `sequence`: of the fact that made the row, here and below. */
  comment: {
    id: string
    thread: string
    person: string
    body: string | null
    sequence: number
    at: number
  }
  /** `body`: the words that were replaced. */
  comment_edit: { id: string; comment: string; body: string; sequence: number; at: number }
  thread_turn: {
    id: string
    thread: string
    kind: 'resolved' | 'reopened'
    person: string
    reason: string | null
    sequence: number
    at: number
  }
  /** What somebody was given; `grantee`: a person, an address in small letters, or '' for members. */
  grant: {
    document: string
    grantee_kind: 'person' | 'address' | 'members'
    grantee: string
    role: string
    by: string
    at: number
  }
  /** Sharing by URL. Void once it has expired; `last_use` to the minute. */
  link: {
    id: string
    document: string
    token_hash: string
    role: string
    label: string
    expires_at: number | null
    password_hash: string | null
    last_use: number | null
    by: string
    at: number
  }
  /** Who came in by a link; it lives and dies with the link. */
  entrance: { link: string; person: string; at: number }
  /** Who asked to be let in, or to do more. */
  access_request: { document: string; person: string; words: string; at: number }
  /** Who has opened a document or was let in: it is in their library from then on. */
  visit: { document: string; person: string; at: number }
  /** Everybody who has a name here; `token_hash` of whoever has an account fits no cookie. */
  guest: {
    id: string
    token_hash: string
    name: string
    colour: string
    created_at: number
  }
  /** Who has an account; better-auth's tables say when as ISO text. `address`: in small letters. */
  person: {
    id: string
    name: string
    address: string
    is_verified: number
    picture: string | null
    colour: string
    language: string | null
    time_zone: string | null
    is_owner: number
    created_at: string
    updated_at: string
  }
  /** A browser that is signed in. */
  sign_in: {
    id: string
    token: string
    person: string
    expires_at: string
    network_address: string | null
    user_agent: string | null
    created_at: string
    updated_at: string
  }
  /** A password, or what a provider knows them by. */
  way_in: {
    id: string
    person: string
    provider: string
    subject: string
    password: string | null
    created_at: string
  }
  passkey: { id: string; person: string; name: string | null; created_at: string | null }
  /** A token for programs; `document`: the only one that it is for. */
  access_token: {
    id: string
    person: string
    name: string
    token_hash: string
    scope: string
    document: string | null
    expires_at: number | null
    last_use: number | null
    at: number
  }
  /** Mail that has not been sent yet; `due_at` null: it was given up, for the reason `why`. */
  letter: {
    id: string
    recipient: string
    subject: string
    text: string
    attempts: number
    due_at: number | null
    why: string | null
    at: number
  }
  /** Guests who signed in as somebody; `is_logged`: their client ids are the person's, too. */
  adoption: { guest: string; person: string; at: number; is_logged: Generated<number> }
  /** What the owner of the instance has decided; one row, or none. */
  instance: { only: number; sign_up: string }
  /** What the rows that hold what people said add up to: facts/record.ts. */
  record_sum: { document: string; rows: number; sum: number }
  /** Which row of the virtual table `search_text` (title, body) has a document's words. */
  search_entry: { id: Generated<number>; document: string }
  /** Who had a document that was deleted for ever in their list. */
  gone: { document: string; person: string; at: number }
  /** Documents whose rows are gone and whose log still has to go. */
  forgetting: { document: string }
}
export type Database = Kysely<Tables>

/** interline.sqlite behind a worker thread, migrated to the present. */
export async function openDatabase(
  file: string,
  migrations: Record<string, Migration>,
): Promise<Database> {
  const db = new Kysely<Tables>({ dialect: workerDialect(file) })
  const provider = { getMigrations: async () => migrations }
  const { error } = await new Migrator({ db, provider }).migrateToLatest()
  if (error) throw error
  return db
}

/** By name; it also says that the database answers. */
export async function appliedMigrations(db: Database): Promise<string[]> {
  const asked = CompiledQuery.raw('select name from kysely_migration order by name')
  const { rows } = await db.executeQuery<{ name: string }>(asked)
  return rows.map(({ name }) => name)
}

/** Nothing of the transaction is there, and once there is room again it can be. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof WorkerError && error.code !== null && (error.code & 0xff) === SQLITE_FULL
}

/** What lies there is no database any more, as far as it was looked at. */
export function isDamaged(error: unknown): boolean {
  if (!(error instanceof WorkerError) || error.code === null) return false
  return (error.code & 0xff) === SQLITE_CORRUPT || error.code === SQLITE_NOTADB
}

/**
 * Folds what was written ahead into the file and empties it, so that deleted bytes are in neither.
 * Not inside a transaction.
 */
export async function foldAhead(db: Database): Promise<void> {
  await db.executeQuery(CompiledQuery.raw('pragma wal_checkpoint(truncate)'))
}
