import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { ownerChecksum } from './log-checksums.ts'
import type { Cover, Owner } from './log-store.ts'

/** What a document's uncovered rows and its owners add up to, mod 2³². */
export interface Tally {
  rows: number
  owners: number
  sum: number
}

export interface Head extends Tally {
  epoch: number
  /** The checksum of its latest snapshot; null: it has none. */
  snapshot: number | null
}

export const FIRST_EPOCH = 1

const NONE: Head = { epoch: FIRST_EPOCH, rows: 0, owners: 0, sum: 0, snapshot: null }

/**
 * A row that is not found any more has no checksum to complain of it: one flipped bit in an index is
 * enough. So each document has a head that says what there must be. [LS11]
 */
export class LogHeads {
  #db: DatabaseSync
  /** Prepared once: it runs for each document of each commit. */
  #more: StatementSync

  constructor(db: DatabaseSync) {
    this.#db = db
    this.#more = db.prepare(
      `update document_head set rows = rows + ?, owners = owners + ?, sum = (sum + ?) & 4294967295
       where document = ?`,
    )
  }

  /** null: nothing can be said of it, since heads are missing. */
  of(document: string): Head | null {
    const head = this.#db
      .prepare('select epoch, rows, owners, sum, snapshot from document_head where document = ?')
      .get(document)
    if (head) return { ...head } as unknown as Head
    // Nothing has been written there: or its head is lost, and with it a row's trace elsewhere.
    return this.#areAllHere() ? NONE : null
  }

  /** More rows or owners of a document. Inside their transaction, as all that follows. */
  add(document: string, epoch: number, { rows, owners, sum }: Tally): void {
    const { changes } = this.#more.run(rows, owners, sum, document)
    if (changes !== 0) return
    this.#db
      .prepare(
        `insert into document_head (document, epoch, rows, owners, sum)
         values (?, ?, ?, ?, ? & 4294967295)`,
      )
      .run(document, epoch, rows, owners, sum)
    this.#db.exec('update meta set heads = heads + 1')
  }

  forget(document: string): void {
    const forget = this.#db.prepare('delete from document_head where document = ?')
    if (forget.run(document).changes !== 0) this.#db.exec('update meta set heads = heads - 1')
  }

  #areAllHere(): boolean {
    const counted = this.#db.prepare(
      'select heads, (select count(*) from document_head) n from meta',
    )
    const { heads, n } = counted.get() ?? {}
    return heads === n
  }

  /** Rows between the old cover and the new one are the snapshot's from now on. */
  cover(document: string, epoch: number, before: Cover, after: Cover, snapshot: number): void {
    const range = this.#db.prepare(
      `select count(*) as rows, coalesce(sum(checksum), 0) as sum from update_log
       where document = ? and epoch = ? and origin = ? and sequence > ? and sequence <= ?`,
    )
    const covered: Tally = { rows: 0, owners: 0, sum: 0 }
    for (const [origin, to] of Object.entries(after)) {
      const found = range.get(document, epoch, origin, before[origin] ?? 0, to)
      covered.rows += Number(found?.rows)
      covered.sum += Number(found?.sum)
    }
    this.add(document, epoch, { rows: -covered.rows, owners: 0, sum: -covered.sum })
    this.#db
      .prepare('update document_head set snapshot = ? where document = ?')
      .run(snapshot, document)
  }

  /** What it must be and is not; null: it fits. */
  trouble(head: Head, found: Tally): string | null {
    const lost = head.rows - found.rows
    if (lost !== 0) return `${Math.abs(lost)} rows too ${lost > 0 ? 'few' : 'many'}`
    if (head.owners !== found.owners || head.sum !== found.sum) return 'the owners of its words'
    return null
  }
}

export function tally(
  document: string,
  rows: readonly { checksum: number }[],
  owners: readonly Owner[],
): Tally {
  const sums = [
    ...rows.map(({ checksum }) => checksum),
    ...owners.map((owner) => ownerChecksum(document, owner)),
  ]
  const sum = sums.reduce((all, one) => (all + one) % 2 ** 32, 0)
  return { rows: rows.length, owners: owners.length, sum }
}

/** Believes what is there: for a log that never had heads, or that was put together anew. */
export function countHeads(db: DatabaseSync): void {
  db.exec('delete from document_head')
  const insert = db.prepare('insert into document_head values (?, ?, ?, ?, ?, ?)')
  const heads = countedHeads(db)
  for (const [document, { epoch, rows, owners, sum, snapshot }] of heads) {
    insert.run(document, epoch, rows, owners, sum, snapshot)
  }
  db.prepare('update meta set heads = ?').run(heads.size)
}

/** Documents whose head says something else than what is there. */
export function misfits(db: DatabaseSync): string[] {
  const heads = new LogHeads(db)
  const counted = countedHeads(db)
  const known = db.prepare('select document from document_head').all()
  const all = new Set([...counted.keys(), ...known.map(({ document }) => String(document))])
  return [...all].filter((document) => {
    const [said, is] = [heads.of(document), counted.get(document) ?? NONE]
    return said === null || said.snapshot !== is.snapshot || heads.trouble(said, is) !== null
  })
}

function countedHeads(db: DatabaseSync): Map<string, Head> {
  const heads = new Map<string, Head>()
  const head = (document: unknown, epoch: unknown): Head => {
    const known = heads.get(String(document)) ?? { ...NONE, epoch: Number(epoch) }
    heads.set(String(document), known)
    return known
  }
  const covers = new Map<string, Cover>()
  const snapshots = db.prepare(
    'select document, epoch, cover, checksum from snapshot order by saved',
  )
  for (const { document, epoch, cover, checksum } of snapshots.iterate()) {
    covers.set(String(document), JSON.parse(String(cover)))
    head(document, epoch).snapshot = Number(checksum)
  }
  const rows = db.prepare('select document, epoch, origin, sequence, checksum from update_log')
  for (const { document, epoch, origin, sequence, checksum } of rows.iterate()) {
    if (Number(sequence) <= (covers.get(String(document))?.[String(origin)] ?? 0)) continue
    const one = head(document, epoch)
    one.rows += 1
    one.sum = (one.sum + Number(checksum)) % 2 ** 32
  }
  const owners = db.prepare('select document, client, person, epoch from client_owner')
  for (const { document, client, person, epoch } of owners.iterate()) {
    const owner = { client: Number(client), person: String(person), epoch: Number(epoch) }
    const one = head(document, epoch)
    one.owners += 1
    one.sum = (one.sum + ownerChecksum(String(document), owner)) % 2 ** 32
  }
  return heads
}
