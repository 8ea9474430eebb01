import { sql, type Transaction } from 'kysely'
import type { Database, Tables } from '../platform/database.ts'
import { MARK_FROM, MARK_TO } from './passage.ts'

export interface Words {
  title: string
  body: string
}

export interface FoundRow {
  id: string
  /** With marks. */
  title: string
  body: string
  changed_at: number
}

const SNIPPET_TOKENS = 32

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
 * In documents that this person has in their list: those with a find in the title first. Passages
 * are made only for the few that are answered, since each costs a walk through its whole text.
 */
export async function findWords(
  db: Database,
  person: string,
  match: string,
  limit: number,
): Promise<FoundRow[]> {
  const { rows } = await sql<FoundRow>`
    with best as materialized (
      select search_text.rowid as id, document.id as document, document.changed_at as changed_at,
        highlight(search_text, 0, ${MARK_FROM}, ${MARK_TO}) as marked,
        bm25(search_text, 8.0, 1.0) as distance
      from search_text
      join search_entry on search_entry.id = search_text.rowid
      join document on document.id = search_entry.document
      join visit on visit.document = document.id and visit.person = ${person}
      where search_text match ${match} and document.trashed_at is null
      order by instr(marked, ${MARK_FROM}) = 0, distance, document.changed_at desc
      limit ${limit})
    select best.document as id, best.marked as title, best.changed_at as changed_at,
      snippet(search_text, 1, ${MARK_FROM}, ${MARK_TO}, '…', ${SNIPPET_TOKENS}) as body
    from best cross join search_text
    where search_text.rowid = best.id and search_text match ${match}
    order by instr(best.marked, ${MARK_FROM}) = 0, best.distance, best.changed_at desc
  `.execute(db)
  return rows
}
