import { sql, type Transaction } from 'kysely'
import type { Database, Tables } from '../platform/database.ts'

export interface Words {
  title: string
  body: string
}

export interface FoundRow {
  id: string
  /** The row of its words. */
  entry: number
  title: string
  changed_at: number
}

/** No indexed text has it. */
const MARK = '\ufff9'
/** Around a word that was found as it is written, and to look for one that was not. */
const LEAD = 150
const PART = 1_500
const BLIND_PART = 20_000

export async function entryOf(db: Database, document: string): Promise<number | null> {
  const row = await db
    .selectFrom('search_entry')
    .select('id')
    .where('document', '=', document)
    .executeTakeFirst()
  return row?.id ?? null
}

export async function documentsWithoutEntry(db: Database): Promise<string[]> {
  const rows = await db
    .selectFrom('document')
    .leftJoin('search_entry', 'search_entry.document', 'document.id')
    .select('document.id')
    .where('search_entry.id', 'is', null)
    .orderBy('document.changed_at', 'desc')
    .execute()
  return rows.map(({ id }) => id)
}

export async function hasWords(db: Database, id: number, { title, body }: Words): Promise<boolean> {
  const { rows } = await sql`
    select 1 from search_text where rowid = ${id} and title = ${title} and body = ${body}
  `.execute(db)
  return rows.length > 0
}

export async function insertWords(
  trx: Transaction<Tables>,
  document: string,
  { title, body }: Words,
): Promise<void> {
  await trx.insertInto('search_entry').values({ document }).execute()
  await sql`
    insert into search_text (rowid, title, body)
    select id, ${title}, ${body} from search_entry where document = ${document}
  `.execute(trx)
}

export async function updateWords(
  trx: Transaction<Tables>,
  id: number,
  { title, body }: Words,
): Promise<void> {
  await sql`update search_text set title = ${title}, body = ${body} where rowid = ${id}`.execute(
    trx,
  )
}

export async function deleteWords(trx: Transaction<Tables>, document: string): Promise<void> {
  await sql`
    delete from search_text where rowid = (select id from search_entry where document = ${document})
  `.execute(trx)
  await trx.deleteFrom('search_entry').where('document', '=', document).execute()
}

/**
 * In these documents: those with a find in the title first. Once through the index, then the
 * documents: asked per document, FTS5 would go through it for each. Its own
 * snippets are not used: their cost grows with the square of the finds in one text.
 */
export async function findWords(
  db: Database,
  documents: readonly string[],
  match: string,
  limit: number,
): Promise<FoundRow[]> {
  const { rows } = await sql<FoundRow>`
    select document.id as id, search_text.rowid as entry, search_text.title as title,
      document.changed_at as changed_at,
      instr(highlight(search_text, 0, ${MARK}, ''), ${MARK}) > 0 as is_title,
      bm25(search_text, 8.0, 1.0) as distance
    from search_text
    cross join search_entry on search_entry.id = search_text.rowid
    cross join document on document.id = search_entry.document
    where search_text match ${match} and document.trashed_at is null
      and document.id in (select value from json_each(${JSON.stringify(documents)}))
    order by is_title desc, distance, document.changed_at desc
    limit ${limit}
  `.execute(db)
  return rows
}

/**
 * A part of the text that should have one of these words, as they are written: from the first that
 * stands after a space or at a line's beginning. Where none does, the beginning. `length`: of all.
 */
export async function textAround(
  db: Database,
  entry: number,
  words: readonly string[],
): Promise<{ part: string; length: number }> {
  // A word that is nowhere costs one walk through the text.
  const spots = words.map(
    (word) => sql`case when instr(body, ${word}) > 0 then coalesce(
      nullif(instr(body, ${` ${word}`}), 0), nullif(instr(body, ${`\n${word}`}), 0),
      instr(body, ${word})) end`,
  )
  const spot = sql.join([...spots, sql`null`, sql`null`])
  const { rows } = await sql<{ part: string; length: number }>`
    select case when spot is null then substr(body, 1, ${BLIND_PART})
      else substr(body, max(1, spot - ${LEAD}), ${PART}) end as part, length(body) as length
    from (select body, coalesce(${spot}) as spot from search_text where rowid = ${entry})
  `.execute(db)
  return rows[0] ?? { part: '', length: 0 }
}
