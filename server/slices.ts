import type { Clock } from '../shared/kit/clock.ts'
import type { Rng } from '../shared/kit/rng.ts'
import { can } from '../shared/sharing/can.ts'
import { Accounts } from './accounts/accounts.ts'
import type { Config } from './config.ts'
import { Documents } from './documents/documents.ts'
import { Trash } from './documents/trash.ts'
import { Facts } from './facts/facts.ts'
import { Records } from './facts/record.ts'
import type { Limits } from './live/limits.ts'
import { Live } from './live/live.ts'
import type { Meter } from './live/meter.ts'
import type { Database } from './platform/database.ts'
import type { LogStore } from './platform/log-store.ts'
import { Search } from './search/search.ts'
import { Access } from './sharing/access.ts'
import { Entrance } from './sharing/entrance.ts'
import { Expiries } from './sharing/expiries.ts'
import { Grants } from './sharing/grants.ts'
import type { SharingHouse } from './sharing/house.ts'
import { Links } from './sharing/links.ts'
import { Requests } from './sharing/requests.ts'
import { Sharing } from './sharing/sharing.ts'
import { Threads } from './threads/threads.ts'

/** The kinds of facts that go to who is in the document. */
const TOLD = ['thread.', 'comment.']
/** After these some may something else than before. */
const SHARED = ['visitors', 'members', 'shared', 'unshared', 'link'].map((it) => `document.${it}`)
const CHANGED = { kind: 'document.changed', person: null }

export interface SlicesOptions {
  config: Config
  db: Database
  log: LogStore
  clock: Clock
  rng: Rng
  limits: Limits
  meter: Meter
  report: (event: string, facts: Record<string, unknown>) => void
  onBroken: (error: unknown) => void
}

/** Every slice, and whom it tells of what: none of them knows another but by what it is given here. */
export function createSlices(options: SlicesOptions) {
  const { config, db, log, clock, rng, limits, meter, report, onBroken } = options
  const failed = (error: unknown) => report('failed', { error: String(error) })
  const access = new Access(db, clock)
  const accounts = new Accounts({
    ...{ config, db, clock, rng, report, failed },
    isInvited: (address) => grants.isInvited(address),
    claim: (who) => grants.claim(who),
    ended: (person) => live.comeBack(person),
    began: () => endings.look(),
    destroy: async (who, id) => {
      await trash.put(who, id)
      await trash.destroy(who, id)
    },
    passOn: (document, heritage) => grants.passOn(document, heritage),
    adoptLog: (guest, person) => live.adopt(guest, person),
    onGiven: (person, given) => {
      for (const document of given) void live.judgeAnew(document, person)
    },
    onAppearance: ({ person, ...appearance }) => live.appears(person, appearance),
  })
  const documents = new Documents({
    ...{ db, clock, access, isForMembers: config.access === 'accounts' },
    visitors: config.access === 'accounts' ? 'nobody' : 'write',
    claim: (who) => grants.claim(who).catch(failed),
    here: (id) => live.here(id).map(({ person, name, colour }) => ({ person, name, colour })),
  })
  const search = new Search(db, access)
  /** Who listens to what happens, each by name. */
  const facts = new Facts(db, [
    (document, fact) => {
      if (TOLD.some((kind) => fact.kind.startsWith(kind))) live.tell(document, fact)
    },
    (document, { kind, person }) => {
      if (SHARED.includes(kind)) void live.judgeAnew(document)
      if (kind === 'document.entered') void live.judgeAnew(document, person)
      if (kind === 'document.link') expiries.look()
      if (kind === 'document.trashed') live.dismiss(document, 'deleted')
    },
  ])
  const records = new Records(db, clock)
  const threads = new Threads({ ...{ db, facts, records, clock, access }, logId: log.logId })
  const house: SharingHouse = {
    ...{ db, facts, clock, access, failed },
    post: (letter) => accounts.post(letter),
    addressOf: (person) => accounts.addressOf(person),
    urlOf: (path) => `${config.publicUrl ?? `http://${config.host}:${config.port}`}${path}`,
  }
  const grants = new Grants(house)
  const links = new Links(house)
  const expiries = new Expiries({
    ...{ clock, failed, next: (after) => links.nextEnd(after) },
    ended: (after, upTo) => links.ended(after, upTo),
    tell: (document) => void live.judgeAnew(document),
  })
  expiries.look()
  /** Of sessions and tokens by which somebody is here. */
  const endings = new Expiries({
    ...{ clock, failed, next: (after) => accounts.nextEnd(after) },
    ended: (after, upTo) => accounts.waysEnded(after, upTo),
    tell: (person) => live.comeBack(person),
  })
  endings.look()
  // A library that is a title or a visit behind is no reason to stop writing down words.
  const unlessFailed = (work: Promise<void>) => void work.catch(failed)
  const live = new Live({
    ...{ clock, store: log, limits, report, onBroken, meter },
    access: async (visitor, document) => {
      const role = await access.roleOf(visitor, document)
      // Who may see what was said is let in to all of it, or not now. [OP10]
      if (role && role !== 'trashed' && can(role, 'see-threads')) {
        await records.mustBeWhole(document)
      }
      return role
    },
    entered: ({ person, link }, document) => {
      unlessFailed(documents.visited(person, document))
      if (link !== null) unlessFailed(links.used(link))
    },
    onDescribed: (id, { title, text }, burst) =>
      unlessFailed(
        facts.commit(async (trx) => {
          if (!(await documents.described(trx, id, title, burst?.to ?? null))) return
          await search.index(trx, id, text)
          if (!burst) return
          const { from, to: at, people } = burst
          const body = { from, people }
          await facts.append(trx, { ...CHANGED, document: id, at, body })
        }),
      ),
    storedFacts: async (document, part) => {
      await records.mustBeWhole(document)
      return facts.after(document, TOLD, part)
    },
  })
  const trash = new Trash({
    ...{ db, clock, access, facts },
    forget: (trx, id) => search.forget(trx, id),
    forgetLog: (id) => live.forget(id),
    failed,
  })
  const unread = async () => [...(await search.unread()), ...(await live.unfolded())]
  unlessFailed(unread().then((ids) => live.describe(new Set(ids))))
  trash.start()
  unlessFailed(accounts.start())
  return {
    ...{ accounts, documents, grants, links, live, search, threads, trash },
    ...{
      sharing: new Sharing(house),
      entrance: new Entrance(house),
      requests: new Requests(house),
    },
    /** Call when the last frame was received. */
    async close(): Promise<void> {
      await Promise.all([expiries.close(), endings.close()])
      await trash.close()
      await accounts.close()
    },
  }
}
