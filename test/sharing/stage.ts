import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Documents } from '../../server/documents/documents.ts'
import { Facts } from '../../server/facts/facts.ts'
import { MIGRATIONS } from '../../server/migrations/migrations.ts'
import { type Database, openDatabase } from '../../server/platform/database.ts'
import { Access } from '../../server/sharing/access.ts'
import { Entrance } from '../../server/sharing/entrance.ts'
import { Grants } from '../../server/sharing/grants.ts'
import type { SharingHouse } from '../../server/sharing/house.ts'
import type { Letter } from '../../server/sharing/letters.ts'
import { Links } from '../../server/sharing/links.ts'
import { Requests } from '../../server/sharing/requests.ts'
import { Sharing } from '../../server/sharing/sharing.ts'
import type { Asker } from '../../shared/sharing/asker.ts'
import { type LinkWish, linkWishSchema } from '../../shared/sharing/links.ts'
import type { Fact } from '../../shared/wire/fact.ts'
import type { Role } from '../../shared/wire/role.ts'
import { HandClock } from '../replica/hand-clock.ts'
import { askerOf } from './askers.ts'

/** Sharing on a real database file, without HTTP: people are who they say they are. */
export class Stage {
  readonly clock = new HandClock()
  readonly letters: Letter[] = []
  readonly told: (Fact & { document: string })[] = []
  readonly failures: unknown[] = []
  /** Whose address is whose. */
  readonly addresses = new Map<string, string>()
  readonly db: Database
  readonly access: Access
  readonly documents: Documents
  readonly sharing: Sharing
  readonly grants: Grants
  readonly links: Links
  readonly entrance: Entrance
  readonly requests: Requests
  readonly folder: string

  private constructor(folder: string, db: Database) {
    const { clock } = this
    this.folder = folder
    this.db = db
    const facts = new Facts(db, [(document, fact) => this.told.push({ document, ...fact })])
    const access = new Access(db, clock)
    const house: SharingHouse = {
      ...{ db, facts, clock, access },
      post: async (letter) => void this.letters.push(letter),
      addressOf: async (person) => this.addresses.get(person) ?? null,
      urlOf: (path) => `https://doc.example${path}`,
      failed: (error) => this.failures.push(error),
    }
    this.access = access
    this.grants = new Grants(house)
    this.documents = new Documents({
      ...{ db, clock, access, isForMembers: true, visitors: 'nobody', here: () => [] },
      claim: (who) => this.grants.claim(who),
    })
    this.sharing = new Sharing(house)
    this.links = new Links(house)
    this.entrance = new Entrance(house)
    this.requests = new Requests(house)
  }

  static async opens(): Promise<Stage> {
    const folder = mkdtempSync(join(tmpdir(), 'interline-sharing-'))
    const db = await openDatabase(join(folder, 'interline.sqlite'), MIGRATIONS)
    return new Stage(folder, db)
  }

  async closes(): Promise<void> {
    await this.db.destroy()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Somebody with an account, and an address if one is said. */
  async member(name: string, address: string | null = null): Promise<Asker> {
    const times = { created_at: '2026-11-22', updated_at: '2026-11-22' }
    const row = { id: name, name, address: address ?? name, is_verified: 1, is_owner: 0 }
    await this.db
      .insertInto('person')
      .values({ ...row, ...times, colour: 'c1' })
      .execute()
    if (address) this.addresses.set(name, address)
    return askerOf(name, { kind: 'person', address })
  }

  async guest(name: string): Promise<Asker> {
    const row = { id: name, token_hash: name, name, colour: 'c1', created_at: 1 }
    await this.db.insertInto('guest').values(row).execute()
    return askerOf(name)
  }

  async makes(owner: Asker): Promise<string> {
    const made = await this.documents.create(owner)
    if (made.kind !== 'created') throw new Error(made.kind)
    return made.id
  }

  gives(owner: Asker, document: string, to: Asker | string, role: Role) {
    return this.grants.give(owner, document, granteeOf(to), role)
  }

  takes(owner: Asker, document: string, from: Asker | string) {
    return this.grants.take(owner, document, granteeOf(from))
  }

  /** The token of a new link, and its id. */
  async makesLink(owner: Asker, document: string, wish: Partial<LinkWish> = {}) {
    const made = await this.links.make(
      owner,
      document,
      linkWishSchema.parse({ role: 'comment', ...wish }),
    )
    if ('reason' in made) throw new Error(made.reason)
    return { id: made.id, token: made.url.split('#link=')[1] ?? '' }
  }

  enters(who: Asker, document: string, link: string, password?: string, from = '10.0.0.1') {
    return this.entrance.enter(who, document, { link, password }, from)
  }
}

/** A text with an @ is an address. */
function granteeOf(to: Asker | string) {
  return typeof to === 'string'
    ? ({ grantee_kind: 'address', grantee: to } as const)
    : ({ grantee_kind: 'person', grantee: to.person } as const)
}
