import { AccessTokens } from '../../server/accounts/access-tokens.ts'
import { LIMITS } from '../../server/live/limits.ts'
import { Search } from '../../server/search/search.ts'
import { Access } from '../../server/sharing/access.ts'
import type { Scope } from '../../shared/accounts/access-tokens.ts'
import { uuidv7 } from '../../shared/kit/ids.ts'
import type { Role } from '../../shared/wire/role.ts'
import { Visitor } from '../accounts/visitor.ts'
import { Browser, Served } from '../documents/served.ts'
import { HandClock } from '../replica/hand-clock.ts'
import { until } from '../support/cast.ts'
import { newId, Talker } from '../threads/server-play.ts'
import { changesOf, type Dump, dumpOf, restore } from './dump.ts'
import type { IdKind } from './route-table.ts'

/** Words that only some may ever read; each stands in one place of one document. */
const SECRETS = ['secret-title', 'secret-words', 'secret-label', 'secret-wish', 'secret-address']
const FOREIGN = SECRETS.map((secret) => `foreign-${secret}`)
const TEXT = SECRETS.slice(0, 1)
const THREADS = SECRETS.slice(0, 2)

/** A program changes no account. */
const NO_TOKEN: Record<string, number> = { 'PUT /api/me': 403 }
/** The comment is another owner's. */
const NOT_HERS = {
  'PUT /api/comments/:comment/edits/:edit': 403,
  'DELETE /api/comments/:comment': 403,
}
/** Their own document stays in their list, however little their token may. */
const OWNS_IT = { 'DELETE /api/documents/:id/visit': 400 }

export interface Walker {
  name: string
  /** Which of the five statuses of a route is theirs. */
  class: 0 | 1 | 2 | 3 | 4
  maySee: readonly string[]
  /** It is in their list. */
  isIn: boolean
  /** Where the table's status of a route is not theirs. */
  statuses?: Record<string, number>
  /** They are signed in to an account. */
  account?: 'owner' | 'member'
  browser: { asks(method: string, path: string, body?: unknown): Promise<Response> }
}

export interface Answer {
  status: number
  type: string
  body: string
  /** Which secrets stand in it. */
  secrets: string[]
}

/** One document with everything in it, one that is nobody's business here, and who asks about both. */
export class RouteStage {
  readonly walkers: Walker[]
  readonly foreign: Record<IdKind, string>
  readonly #own: Record<IdKind, string>
  readonly #served: Served
  readonly #clock: HandClock
  #before: Dump
  #changes = -1

  private constructor(
    served: Served,
    clock: HandClock,
    walkers: Walker[],
    ids: { own: Record<IdKind, string>; foreign: Record<IdKind, string> },
    before: Dump,
  ) {
    this.#served = served
    this.#clock = clock
    this.walkers = walkers
    this.#own = ids.own
    this.foreign = ids.foreign
    this.#before = before
  }

  static async opens(): Promise<RouteStage> {
    const clock = new HandClock()
    const many = { requestsPerMinute: 1e9, requestsPerAddress: 1e9 }
    const served = await Served.opens(clock, { ...LIMITS, ...many })
    const ann = new Browser(served)
    const own = await furnish(served, ann, '')
    const foreign = await furnish(served, new Browser(served), 'foreign-')
    const walkers = await enter(served, ann, own)
    const waiting = served.db.selectFrom('letter').select('id').where('due_at', 'is not', null)
    await until(async () => (await waiting.execute()).length === 0, 'every letter to be sent')
    const before = await dumpOf(served.db)
    return new RouteStage(served, clock, walkers, { own, foreign }, before)
  }

  closes(): Promise<void> {
    return this.#served.closes()
  }

  /** As the server says itself; what answers every method only runs before others. */
  get routes(): string[] {
    return this.#served.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path}`)
  }

  /** The id of a token that is none of those who are signed in. */
  get foreignToken(): string {
    return String(this.#before.tables.get('access_token')?.[0]?.id)
  }

  idsFor(_walker: Walker): { own: Record<IdKind, string> } {
    return { own: { ...this.#own, new: newId() } }
  }

  missing(kind: IdKind): string {
    return kind === 'new' ? newId() : uuidv7(this.#clock.now())
  }

  malformed(_kind: IdKind): string[] {
    return ['x', '__proto__', '%00', '%F0%9F%8C%B1', "'--", 'x'.repeat(500)]
  }

  async asks(walker: Walker, method: string, path: string, body: unknown): Promise<Answer> {
    // So that nobody's hour is full.
    this.#clock.advance(path.endsWith('/requests') ? 10 * 60_000 : 1_000)
    const answer = await walker.browser.asks(method, path, body)
    const text = await answer.text()
    return {
      status: answer.status,
      type: answer.headers.get('content-type') ?? '',
      body: text,
      secrets: [...SECRETS, ...FOREIGN].filter((secret) =>
        new RegExp(`(?<!foreign-)${secret}`).test(text),
      ),
    }
  }

  /** The tables in which something is not as it was. */
  async traces(): Promise<string[]> {
    const changes = await changesOf(this.#served.db)
    if (changes === this.#changes) return []
    const now = await dumpOf(this.#served.db, this.#before)
    if (now.hash === this.#before.hash) {
      this.#changes = changes
      return []
    }
    return [...now.tables.keys()].filter(
      (name) =>
        JSON.stringify(now.tables.get(name)) !== JSON.stringify(this.#before.tables.get(name)),
    )
  }

  putsBack(): Promise<void> {
    return restore(this.#served.db, this.#before)
  }
}

/** A document of this person in which every kind of id is, and every secret. */
async function furnish(
  served: Served,
  owner: Browser,
  mark: string,
): Promise<Record<IdKind, string>> {
  const { db } = served
  const document = (await owner.makes()).id
  const path = `/api/documents/${document}`
  const talker = new Talker(owner, document)
  await talker.lets('nobody')
  const title = `${mark}secret-title`
  await db.updateTable('document').set({ title }).where('id', '=', document).execute()
  const access = new Access(db, { now: () => 1, after: () => () => undefined })
  await db
    .transaction()
    .execute((trx) => new Search(trx, access).index(trx, document, `${title}\nmore`))
  const [thread, comment] = [newId(), newId()]
  await talker.opens(thread, comment, { text: `${mark}secret-words` })
  const label = `${mark}secret-label`
  const made = await owner.asks('POST', `${path}/links`, { role: 'comment', label })
  const { id: link } = await made.json()
  const guest = new Browser(served)
  const requester = (await guest.me()).person
  await guest.asks('POST', `${path}/requests`, { words: `${mark}secret-wish` })
  const grantee = (await new Browser(served).me()).person
  const address = `${mark}secret-address@doc.example`
  await owner.asks('PUT', `${path}/grants/person/${grantee}`, { role: 'read' })
  await owner.asks('PUT', `${path}/grants/address/${address}`, { role: 'read' })
  return { document, thread, comment, link, requester, grantee, new: thread }
}

async function enter(
  served: Served,
  ann: Browser,
  { document }: Record<IdKind, string>,
): Promise<Walker[]> {
  const path = `/api/documents/${document}`
  const given = async (role: Role, at: 0 | 1 | 2 | 3, maySee: string[]): Promise<Walker> => {
    const browser = new Browser(served)
    const { person } = await browser.me()
    await ann.asks('PUT', `${path}/grants/person/${person}`, { role })
    return { name: role, class: at, maySee, isIn: true, browser }
  }
  const byLink = async (role: Role, at: 2 | 3, maySee: string[]): Promise<Walker> => {
    const browser = new Browser(served)
    await browser.me()
    const made = await ann.asks('POST', `${path}/links`, { role })
    const link = String((await made.json()).url).split('#link=')[1]
    await browser.asks('POST', `${path}/entrance`, { link })
    return { name: `${role} by a link`, class: at, maySee, isIn: true, browser }
  }
  const byToken = async (person: string, scope: Scope, only: string | null = null) => {
    const tokens = new AccessTokens(served.db, { now: () => 1, after: () => () => undefined })
    const made = await tokens.make(person, { name: 'it', scope, expiresAt: null, document: only })
    return new Program(served, made?.token ?? '')
  }
  const members: Walker[] = [
    {
      ...{ name: 'the owner of the instance', class: 2, maySee: THREADS, isIn: false },
      ...{ account: 'owner', browser: await signsIn(served, 'ina') },
    },
    {
      ...{ name: 'a member', class: 2, maySee: THREADS, isIn: false },
      ...{ account: 'member', browser: await signsIn(served, 'mel') },
    },
  ]
  const dora = await hasAccount(served, 'dora')
  await ann.asks('PUT', `${path}/grants/person/${dora}`, { role: 'own' })
  await ann.asks('PUT', `${path}/members`, { role: 'comment' })
  // What members are let here is let nobody who has no account.
  const elsewhere = (await new Browser(served).makes()).id
  const reads = { ...NO_TOKEN, 'POST /api/documents': 403 }
  const programs: Walker[] = [
    {
      ...{ name: 'an owner’s token', class: 0, maySee: SECRETS, isIn: true },
      ...{ statuses: { ...NO_TOKEN, ...NOT_HERS } },
      browser: await byToken(dora, 'own'),
    },
    {
      ...{ name: 'an owner’s token to comment', class: 2, maySee: THREADS, isIn: true },
      ...{ statuses: { ...reads, ...OWNS_IT }, browser: await byToken(dora, 'comment') },
    },
    {
      ...{ name: 'an owner’s token for another document', class: 4, maySee: [], isIn: false },
      ...{ statuses: reads, browser: await byToken(dora, 'own', elsewhere) },
    },
  ]
  const stranger = new Browser(served)
  await stranger.me()
  return [
    ...members,
    ...programs,
    { name: 'own', class: 0, maySee: SECRETS, isIn: true, browser: ann },
    await given('write', 1, THREADS),
    await given('suggest', 2, THREADS),
    await given('comment', 2, THREADS),
    await given('read', 3, TEXT),
    await byLink('comment', 2, THREADS),
    await byLink('read', 3, TEXT),
    { name: 'nobody here', class: 4, maySee: [], isIn: false, browser: stranger },
    { name: 'signed out', class: 4, maySee: [], isIn: false, browser: new Forgetful(served) },
  ]
}

/** Somebody who has signed in; the first of them owns the instance. */
async function signsIn(served: Served, name: string): Promise<Visitor> {
  const visitor = new Visitor(name, served)
  const address = `${name}@example.org`
  await visitor.signsUp(address)
  const verified = served.db.updateTable('person').set({ is_verified: 1 })
  await verified.where('address', '=', address).execute()
  await visitor.signsIn(address)
  return visitor
}

/** The id of somebody who has an account, and no address to which a letter could go. */
async function hasAccount(served: Served, name: string): Promise<string> {
  const id = newId()
  const row = { id, name, address: `${name}@doc.example`, is_verified: 0, colour: 'c1' }
  const at = { created_at: '2026-11-22', updated_at: '2026-11-22' }
  await served.db
    .insertInto('person')
    .values({ ...row, ...at, is_owner: 0 })
    .execute()
  return id
}

/** Shows a token, and keeps no cookie. */
class Program extends Browser {
  readonly #token: string

  constructor(served: Served, token: string) {
    super(served)
    this.#token = token
  }

  override asks(method: string, path: string, body?: unknown): Promise<Response> {
    return this.sends(method, path, body, { authorization: `Bearer ${this.#token}` })
  }
}

/** Keeps no cookie: somebody else each time. */
class Forgetful extends Browser {
  override asks(method: string, path: string, body?: unknown): Promise<Response> {
    this.cookie = ''
    return super.asks(method, path, body)
  }
}
