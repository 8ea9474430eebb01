import type { AudienceRole } from '../../shared/sharing/visitors.ts'
import type { Database, Tables } from '../platform/database.ts'

export type GrantRow = Tables['grant']
export type Grantee = Pick<GrantRow, 'grantee_kind' | 'grantee'>

/** Whoever makes a document owns it. */
export async function giveOwn(
  trx: Database,
  { document, person, at }: { document: string; person: string; at: number },
): Promise<void> {
  const grant = { document, grantee_kind: 'person', grantee: person, role: 'own' } as const
  await upsertGrant(trx, { ...grant, by: person, at })
}

/** By name; whoever was given it by an invitation or a token does not count. */
export async function isOwner(db: Database, person: string, document: string): Promise<boolean> {
  return (await ownersOf(db, document)).includes(person)
}

export async function ownersOf(db: Database, document: string): Promise<string[]> {
  const rows = await db
    .selectFrom('grant')
    .select('grantee')
    .where((where) => where.and({ document, grantee_kind: 'person', role: 'own' }))
    .orderBy('at')
    .execute()
  return rows.map(({ grantee }) => grantee)
}

export async function grantsOf(db: Database, document: string): Promise<GrantRow[]> {
  return db
    .selectFrom('grant')
    .selectAll()
    .where('document', '=', document)
    .orderBy('at')
    .orderBy('grantee')
    .execute()
}

export async function grantOf(
  db: Database,
  document: string,
  grantee: Grantee,
): Promise<GrantRow | null> {
  const row = await db
    .selectFrom('grant')
    .selectAll()
    .where((where) => where.and({ document, ...grantee }))
    .executeTakeFirst()
  return row ?? null
}

/** False: it was so already. */
export async function upsertGrant(trx: Database, row: GrantRow): Promise<boolean> {
  const { role, by, at } = row
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('grant')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['document', 'grantee_kind', 'grantee'])
        .doUpdateSet({ role, by, at })
        .where('grant.role', '!=', role),
    )
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** False: there was none. */
export async function deleteGrant(
  trx: Database,
  document: string,
  grantee: Grantee,
): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('grant')
    .where((where) => where.and({ document, ...grantee }))
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Invitations to an address, whatever the document. */
export async function grantsToAddress(db: Database, address: string): Promise<GrantRow[]> {
  return db
    .selectFrom('grant')
    .selectAll()
    .where((where) => where.and({ grantee: address, grantee_kind: 'address' }))
    .execute()
}

/** In their list from now on, as something that was there before if it was. */
export async function enlist(
  trx: Database,
  visit: { document: string; person: string; at: number },
): Promise<void> {
  await trx
    .insertInto('visit')
    .values(visit)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function visitorsOf(db: Database, document: string): Promise<string> {
  const { visitors } = await db
    .selectFrom('document')
    .select('visitors')
    .where('id', '=', document)
    .executeTakeFirstOrThrow()
  return visitors
}

export async function titleOf(db: Database, document: string): Promise<string> {
  const { title } = await db
    .selectFrom('document')
    .select('title')
    .where('id', '=', document)
    .executeTakeFirstOrThrow()
  return title
}

/** False: it was so already. */
export async function updateVisitors(
  db: Database,
  document: string,
  role: AudienceRole,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('document')
    .set({ visitors: role })
    .where('id', '=', document)
    .where('visitors', '!=', role)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
