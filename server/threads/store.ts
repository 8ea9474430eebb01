import { sql } from 'kysely'
import type { Anchor } from '../../shared/threads/anchor-schema.ts'
import type { Body } from '../../shared/threads/body.ts'
import type { Database } from '../platform/database.ts'

/** Who, when (ms UTC), and the fact that tells of it. */
export interface Stamp {
  person: string
  at: number
  sequence: number
}

export interface ThreadRow {
  id: string
  document: string
  anchor: Anchor
  revision: number
}

export interface CommentRow {
  id: string
  thread: string
  document: string
  person: string
  body: Body | null
}

export async function threadById(db: Database, id: string): Promise<ThreadRow | null> {
  const row = await db
    .selectFrom('thread')
    .select(['id', 'document', 'anchor', 'revision'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row ? { ...row, anchor: JSON.parse(row.anchor) } : null
}

export async function commentById(db: Database, id: string): Promise<CommentRow | null> {
  const row = await db
    .selectFrom('comment')
    .innerJoin('thread', 'thread.id', 'comment.thread')
    .select(['comment.id', 'thread', 'document', 'person', 'body'])
    .where('comment.id', '=', id)
    .executeTakeFirst()
  return row ? { ...row, body: bodyOf(row.body) } : null
}

export async function insertThread(
  trx: Database,
  thread: { id: string; document: string; anchor: Anchor },
  { at }: Stamp,
): Promise<void> {
  const anchor = JSON.stringify(thread.anchor)
  await trx
    .insertInto('thread')
    .values({ ...thread, anchor, revision: 0, resolution: null, opened_at: at })
    .execute()
}

export async function insertComment(
  trx: Database,
  comment: { id: string; thread: string; body: Body },
  stamp: Stamp,
): Promise<void> {
  const body = JSON.stringify(comment.body)
  await trx
    .insertInto('comment')
    .values({ ...comment, ...stamp, body })
    .execute()
}

/** `before`: the words that are replaced. */
export async function insertEdit(
  trx: Database,
  edit: { id: string; comment: string; before: Body; body: Body },
  { at, sequence }: Stamp,
): Promise<void> {
  const { id, comment } = edit
  await trx
    .insertInto('comment_edit')
    .values({ id, comment, body: JSON.stringify(edit.before), at, sequence })
    .execute()
  await trx
    .updateTable('comment')
    .set({ body: JSON.stringify(edit.body) })
    .where('id', '=', comment)
    .execute()
}

/** The facts that told its words, as it was written and each time that it was edited. */
export async function sequencesOf(trx: Database, comment: string): Promise<number[]> {
  const edits = trx.selectFrom('comment_edit').select('sequence').where('comment', '=', comment)
  const rows = await trx
    .selectFrom('comment')
    .select('sequence')
    .where('id', '=', comment)
    .union(edits)
    .execute()
  return rows.map(({ sequence }) => sequence)
}

/** Its words and those of its history are gone; a row without words stays in place. */
export async function emptyComment(trx: Database, comment: string): Promise<void> {
  await trx.deleteFrom('comment_edit').where('comment', '=', comment).execute()
  await trx.updateTable('comment').set({ body: null }).where('id', '=', comment).execute()
}

export async function insertTurn(
  trx: Database,
  turn: { id: string; thread: string; kind: 'resolved' | 'reopened'; reason: string | null },
  stamp: Stamp,
): Promise<void> {
  const { id, thread, kind } = turn
  await trx
    .insertInto('thread_turn')
    .values({ ...turn, ...stamp })
    .execute()
  const resolution = kind === 'resolved' ? id : null
  await trx.updateTable('thread').set({ resolution }).where('id', '=', thread).execute()
}

export async function updateAnchor(
  trx: Database,
  { id, anchor, revision }: { id: string; anchor: Anchor; revision: number },
): Promise<void> {
  await trx
    .updateTable('thread')
    .set({ anchor: JSON.stringify(anchor), revision })
    .where('id', '=', id)
    .execute()
}

/** About how many bytes of JSON lie there. */
export async function sizeOfThreads(db: Database, document: string): Promise<number> {
  const size = (column: string) => sql<number>`total(length(${sql.ref(column)}))`
  const said = db
    .selectFrom('thread')
    .innerJoin('comment', 'comment.thread', 'thread.id')
    .where('document', '=', document)
  const comments = said.select(size('comment.body').as('bytes'))
  const edits = said
    .innerJoin('comment_edit', 'comment_edit.comment', 'comment.id')
    .select(size('comment_edit.body').as('bytes'))
  const rows = await comments.unionAll(edits).execute()
  return rows.reduce((sum, { bytes }) => sum + bytes, 0)
}

export type ThreadRows = Awaited<ReturnType<typeof threadRowsOf>>

/** Threads in the order in which they were opened, all else in the order of its facts. */
export async function threadRowsOf(db: Database, document: string) {
  const threads = await db
    .selectFrom('thread')
    .selectAll()
    .where('document', '=', document)
    .orderBy('opened_at')
    .orderBy('id')
    .execute()
  return {
    threads,
    comments: await commentRows(db, document),
    edits: await editRows(db, document),
    turns: await turnRows(db, document),
  }
}

export async function lastSequence(db: Database, document: string): Promise<number> {
  const row = await db
    .selectFrom('fact')
    .select((is) => is.fn.max('sequence').as('last'))
    .where('document', '=', document)
    .executeTakeFirst()
  return row?.last ?? 0
}

function commentRows(db: Database, document: string) {
  return db
    .selectFrom('comment')
    .innerJoin('thread', 'thread.id', 'comment.thread')
    .leftJoin('guest', 'guest.id', 'comment.person')
    .select(['comment.id', 'thread', 'person', 'body', 'at', 'name', 'colour'])
    .where('document', '=', document)
    .orderBy('sequence')
    .execute()
}

function editRows(db: Database, document: string) {
  return db
    .selectFrom('comment_edit')
    .innerJoin('comment', 'comment.id', 'comment_edit.comment')
    .innerJoin('thread', 'thread.id', 'comment.thread')
    .select(['comment_edit.id', 'comment', 'comment_edit.body', 'comment_edit.at'])
    .where('document', '=', document)
    .orderBy('comment_edit.sequence')
    .execute()
}

function turnRows(db: Database, document: string) {
  return db
    .selectFrom('thread_turn')
    .innerJoin('thread', 'thread.id', 'thread_turn.thread')
    .leftJoin('guest', 'guest.id', 'thread_turn.person')
    .select(['thread_turn.id', 'thread', 'person', 'reason', 'at', 'name', 'colour'])
    .where('document', '=', document)
    .orderBy('sequence')
    .execute()
}

function bodyOf(json: string | null): Body | null {
  return json === null ? null : JSON.parse(json)
}
