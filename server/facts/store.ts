import { sql } from 'kysely'
import { COLOURS } from '../../shared/kit/colours.ts'
import type { Fact } from '../../shared/wire/fact.ts'
import type { Database } from '../platform/database.ts'

export interface NewFact {
  document: string
  kind: string
  person: string | null
  /** ms UTC */
  at: number
  body: Fact['body']
  /** The wish that it came from: a second fact of the same wish is refused by the database. */
  intent?: string
}

export async function insertFact(trx: Database, fact: NewFact): Promise<number> {
  const { document, kind, person, at, body, intent = null } = fact
  const { sequence } = await trx
    .insertInto('fact')
    .values({ document, kind, person, at, intent, body: JSON.stringify(body) })
    .returning('sequence')
    .executeTakeFirstOrThrow()
  return sequence
}

export async function nameOf(db: Database, person: string): Promise<Fact['by']> {
  const row = await db
    .selectFrom('guest')
    .select(['name', 'colour'])
    .where('id', '=', person)
    .executeTakeFirst()
  return byOf(row?.name ?? null, row?.colour ?? null)
}

/** null: nobody knows them any more. */
export function byOf(name: string | null, colour: string | null): Fact['by'] {
  if (name === null) return null
  return { name, colour: COLOURS.find((one) => one === colour) ?? COLOURS[0] }
}

export async function factByIntent(
  db: Database,
  intent: string,
): Promise<(Fact & { document: string }) | null> {
  const row = await withNames(db).where('fact.intent', '=', intent).executeTakeFirst()
  return row ? { ...factOf(row), document: row.document } : null
}

/** `json`: a `Fact`. Its body lies there as JSON and goes out as it is. */
export interface FactText {
  sequence: number
  json: string
}

export async function factsAfter(
  db: Database,
  wish: { document: string; kinds: readonly string[]; after: number; count: number },
): Promise<FactText[]> {
  const rows = await withNames(db)
    .where('fact.document', '=', wish.document)
    .where('fact.sequence', '>', wish.after)
    .where((is) => is.or(wish.kinds.map((kind) => is('fact.kind', 'like', `${kind}%`))))
    .orderBy('fact.sequence')
    .limit(wish.count)
    .execute()
  return rows.map(({ sequence, kind, person, at, name, colour, body }) => {
    const head = JSON.stringify({ sequence, kind, person, at, by: byOf(name, colour) })
    return { sequence, json: `${head.slice(0, -1)},"body":${body}}` }
  })
}

export async function takeWordsOut(trx: Database, sequences: readonly number[]): Promise<void> {
  await trx
    .updateTable('fact')
    .set({ body: sql<string>`json_set(body, '$.body', json('null'))` })
    .where(sql<boolean>`sequence in (select value from json_each(${JSON.stringify(sequences)}))`)
    .execute()
}

function withNames(db: Database) {
  return db
    .selectFrom('fact')
    .leftJoin('guest', 'guest.id', 'fact.person')
    .select(['sequence', 'document', 'kind', 'body', 'person', 'at', 'name', 'colour'])
}

function factOf(row: Awaited<ReturnType<ReturnType<typeof withNames>['execute']>>[number]): Fact {
  const { sequence, kind, person, at, name, colour } = row
  return { sequence, kind, body: JSON.parse(row.body), person, at, by: byOf(name, colour) }
}
