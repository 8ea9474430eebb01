/** Who else may what, as its owners see and change it. Each change is a fact. */
import type { Asker } from '../../shared/sharing/asker.ts'
import { type Link, linkRoleSchema } from '../../shared/sharing/links.ts'
import type { AccessRequest, Grant, SharingState } from '../../shared/sharing/sharing.ts'
import { AUDIENCE_ROLES, type AudienceRole } from '../../shared/sharing/visitors.ts'
import { nameOf } from '../facts/store.ts'
import { roleNamed } from './access.ts'
import { notOwner, type Refused, type SharingHouse } from './house.ts'
import { type LinkRow, linksOf } from './link-store.ts'
import { requestsFor } from './request-store.ts'
import {
  deleteGrant,
  type GrantRow,
  grantsOf,
  updateVisitors,
  upsertGrant,
  visitorsOf,
} from './store.ts'

/** The one grantee of its kind. */
const MEMBERS = { grantee_kind: 'members', grantee: '' } as const

export class Sharing {
  #house: SharingHouse

  constructor(house: SharingHouse) {
    this.#house = house
  }

  async state(who: Asker, document: string): Promise<Refused | SharingState> {
    const no = await notOwner(this.#house, who, document)
    if (no) return no
    const { db } = this.#house
    const rows = await grantsOf(db, document)
    const members = rows.find(({ grantee_kind }) => grantee_kind === 'members')
    const named = rows.filter(({ grantee_kind }) => grantee_kind !== 'members')
    const grants = await Promise.all(named.map((row) => this.#grant(row)))
    return {
      visitors: audienceNamed(await visitorsOf(db, document)),
      members: audienceNamed(members?.role ?? 'nobody'),
      grants: grants.sort((a, b) => Number(b.role === 'own') - Number(a.role === 'own')),
      links: (await linksOf(db, document)).map(linkOf),
      requests: await this.#requests(document),
    }
  }

  /** null: everybody who knows the address may this from now on. [SH2] */
  async letVisitors(who: Asker, document: string, role: AudienceRole): Promise<Refused | null> {
    return this.#let(who, document, 'document.visitors', role, (trx) =>
      updateVisitors(trx, document, role),
    )
  }

  /** null: everybody who signs in here may this from now on. [SH5] */
  async letMembers(who: Asker, document: string, role: AudienceRole): Promise<Refused | null> {
    const { person: by } = who
    const at = this.#house.clock.now()
    return this.#let(who, document, 'document.members', role, (trx) =>
      role === 'nobody'
        ? deleteGrant(trx, document, MEMBERS)
        : upsertGrant(trx, { document, ...MEMBERS, role, by, at }),
    )
  }

  async #let(
    who: Asker,
    document: string,
    kind: string,
    role: AudienceRole,
    write: (trx: Parameters<typeof updateVisitors>[0]) => Promise<boolean>,
  ): Promise<Refused | null> {
    const no = await notOwner(this.#house, who, document)
    if (no) return no
    const { facts, clock } = this.#house
    await facts.commit(async (trx) => {
      if (!(await write(trx))) return
      const fact = { document, kind, person: who.person, at: clock.now() }
      await facts.append(trx, { ...fact, body: { role } })
    })
    return null
  }

  async #grant({ grantee_kind, grantee, role, at }: GrantRow): Promise<Grant> {
    const isPerson = grantee_kind === 'person'
    return {
      ...{ kind: isPerson ? 'person' : 'address', grantee, at, isPending: !isPerson },
      role: roleNamed(role) ?? 'read',
      who: isPerson ? await nameOf(this.#house.db, grantee) : null,
    }
  }

  async #requests(document: string): Promise<AccessRequest[]> {
    const { db, addressOf } = this.#house
    const rows = await requestsFor(db, document)
    return Promise.all(
      rows.map(async ({ person, words, at }) => ({
        ...{ person, words, at },
        who: await nameOf(db, person),
        address: await addressOf(person),
      })),
    )
  }
}

function linkOf(row: LinkRow): Link {
  const { id, role, label, expires_at, password_hash, last_use, at } = row
  return {
    ...{ id, label, at, expiresAt: expires_at, lastUse: last_use },
    role: linkRoleSchema.safeParse(role).data ?? 'read',
    hasPassword: password_hash !== null,
  }
}

function audienceNamed(word: string): AudienceRole {
  return AUDIENCE_ROLES.find((role) => role === word) ?? 'read'
}
