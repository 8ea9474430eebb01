import type { SignUpMode } from '../../shared/accounts/ways-in.ts'
import type { Database } from '../platform/database.ts'

/** As its owner decided; null: never. */
export async function signUpWord(db: Database): Promise<string | null> {
  const row = await db.selectFrom('instance').select('sign_up').executeTakeFirst()
  return row?.sign_up ?? null
}

export async function upsertSignUp(db: Database, mode: SignUpMode): Promise<void> {
  await db
    .insertInto('instance')
    .values({ only: 1, sign_up: mode })
    .onConflict((conflict) => conflict.column('only').doUpdateSet({ sign_up: mode }))
    .execute()
}
