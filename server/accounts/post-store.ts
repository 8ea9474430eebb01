import type { Database, Tables } from '../platform/database.ts'

export type LetterRow = Tables['letter']

export async function insertLetter(db: Database, letter: LetterRow): Promise<void> {
  await db.insertInto('letter').values(letter).execute()
}

/** The one that has waited longest; null: none is due. */
export async function dueLetter(db: Database, now: number): Promise<LetterRow | null> {
  const row = await db
    .selectFrom('letter')
    .selectAll()
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

/** ms UTC; null: none waits. */
export async function nextDue(db: Database): Promise<number | null> {
  const { due } = await db
    .selectFrom('letter')
    .select(({ fn }) => fn.min('due_at').as('due'))
    .executeTakeFirstOrThrow()
  return due
}

/** What is given up keeps no words: they may hold a link. */
export async function putOff(
  db: Database,
  { id, attempts, due_at, why }: Pick<LetterRow, 'id' | 'attempts' | 'due_at' | 'why'>,
): Promise<void> {
  await db
    .updateTable('letter')
    .set({ attempts, due_at, why, ...(due_at === null && { text: '' }) })
    .where('id', '=', id)
    .execute()
}

export async function deleteLetter(db: Database, id: string): Promise<void> {
  await db.deleteFrom('letter').where('id', '=', id).execute()
}

export async function deleteLettersGivenUp(db: Database, before: number): Promise<void> {
  await db.deleteFrom('letter').where('due_at', 'is', null).where('at', '<', before).execute()
}

export async function waitingLetters(db: Database): Promise<number> {
  const { count } = await db
    .selectFrom('letter')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('due_at', 'is not', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Tried at least once, and not taken; the newest first. */
export async function lettersInTrouble(db: Database): Promise<LetterRow[]> {
  return db
    .selectFrom('letter')
    .selectAll()
    .where('attempts', '>', 0)
    .orderBy('at', 'desc')
    .limit(100)
    .execute()
}
