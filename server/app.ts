import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { type Context, Hono } from 'hono'
import type { Clock } from '../shared/kit/clock.ts'
import type { Rng } from '../shared/kit/rng.ts'
import { can } from '../shared/sharing/can.ts'
import { problem } from '../shared/wire/problem.ts'
import { Accounts } from './accounts/accounts.ts'
import { deviceOf } from './accounts/device.ts'
import { ANONYMOUS } from './accounts/guests.ts'
import { NOBODY, whoIs } from './accounts/who.ts'
import { type WithWho, whoAsks } from './accounts/who-asks.ts'
import type { Config } from './config.ts'
import { isLoopback, isPrivate } from './config.ts'
import { Documents } from './documents/documents.ts'
import { documentRoutes, trashRoutes } from './documents/routes.ts'
import { Trash } from './documents/trash.ts'
import { Facts } from './facts/facts.ts'
import { DamagedRecord, Records } from './facts/record.ts'
import { judgeHandshake, syncRoute, type WithUpgrade } from './live/handshake.ts'
import type { Limits } from './live/limits.ts'
import { LIMITS } from './live/limits.ts'
import { Live } from './live/live.ts'
import { attachSockets } from './live/socket.ts'
import { MIGRATIONS } from './migrations/migrations.ts'
import { lastBackup, storedBytes } from './operations/data-folder.ts'
import { Measures } from './operations/measures.ts'
import { Readiness } from './operations/readiness.ts'
import { operationsRoutes } from './operations/routes.ts'
import { appliedMigrations, type Database, isDamaged, isDiskFull } from './platform/database.ts'
import { isOurName, isOwnOrigin, isSecure, ownOrigin, safeHeaders } from './platform/http.ts'
import type { LogStore } from './platform/log-store.ts'
import { addressOf, comesFrom, perMinute } from './platform/rate.ts'
import { refuse } from './platform/refuse.ts'
import { StaticFiles } from './platform/static-files.ts'
import { searchRoutes } from './search/routes.ts'
import { Search } from './search/search.ts'
import { Access } from './sharing/access.ts'
import { Entrance } from './sharing/entrance.ts'
import { Expiries } from './sharing/expiries.ts'
import { Grants } from './sharing/grants.ts'
import type { SharingHouse } from './sharing/house.ts'
import { Links } from './sharing/links.ts'
import { Requests } from './sharing/requests.ts'
import { sharingRoutes } from './sharing/routes.ts'
import { Sharing } from './sharing/sharing.ts'
import { threadRoutes } from './threads/routes.ts'
import { Threads } from './threads/threads.ts'

/** The kinds of facts that go to who is in the document. */
const TOLD = ['thread.', 'comment.']
/** After these some may something else than before. */
const SHARED = ['visitors', 'members', 'shared', 'unshared', 'link'].map((it) => `document.${it}`)
/** Addresses of the page itself. */
const PAGES = ['/', '/trash', '/d/:id', '/d/:id/', '/sign-in', '/account', '/instance']
const CHANGED = { kind: 'document.changed', person: null }

export interface AppOptions {
  config: Config
  db: Database
  log: LogStore
  clock: Clock
  rng: Rng
  /** The built page. */
  dist: string
  limits?: Limits
  report: (event: string, facts: Record<string, unknown>) => void
  onBroken: (error: unknown) => void
}

/** Every route and the socket: whoever reads this screen knows what the server answers to. */
export async function createApp(options: AppOptions) {
  const { config, db, log, clock, rng, onBroken, limits = LIMITS } = options
  const measures = new Measures()
  const report: AppOptions['report'] = (event, told) => {
    measures.noted(event, told)
    options.report(event, told)
  }
  const names = { ...config, isLoopback }
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
    ...{ clock, store: log, limits, report, onBroken, meter: measures.meter },
    access: async (visitor, document) => {
      const role = await access.roleOf(visitor, document)
      // Who may see what was said is let in to all of it, or not now. [OP10]
      if (role && role !== 'trashed' && can(role, 'see-threads')) {
        await records.mustBeWhole(document)
      }
      return role
    },
    entered: ({ person, link, token }, document) => {
      if (token !== null) endings.look()
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
  let isDraining = false
  const readiness = new Readiness({
    ...{ data: config.data, now: clock.now, isDraining: () => isDraining },
    ...{ migrations: Object.keys(MIGRATIONS), applied: () => appliedMigrations(db) },
  })
  measures.watch({
    ...{ figures: () => live.figures(), now: clock.now },
    freeBytes: () => readiness.freeBytes(),
    storedBytes: () => storedBytes(config.data),
    lastBackup: () => lastBackup(config.data),
    isReady: async () => (await readiness.reasons()).length === 0,
  })
  const files = new StaticFiles(options.dist)
  const page = (name: string, acceptEncoding: string | undefined) =>
    files.response(name, acceptEncoding) ?? refuse(problem('unknown-document', 'Nothing here.'))

  const lost = (acceptEncoding: string | undefined) => {
    const { body, headers } = page('index.html', acceptEncoding)
    return new Response(body, { status: 404, headers })
  }

  const originOf = ({ req }: Context) =>
    config.publicUrl ?? ownOrigin((name) => req.header(name), names)
  const app = new Hono<WithWho & WithUpgrade>()
  app.use(safeHeaders(names))
  app.use(async (context, next) =>
    isOurName(context.req.header('host'), names) ? next() : refuse(problem('wrong-host')),
  )
  app.route(
    '/',
    operationsRoutes({
      ...{ measures, readiness, token: config.metricsToken, isLoopback },
      isPrivate: isPrivate(config),
      peerOf: (context) => getConnInfo(context).remote.address ?? null,
      otherwise: () => refuse(problem('unknown-document')),
    }),
  )
  app.route(
    '/sync',
    syncRoute({
      moment: () => live.moment,
      isOwnOrigin: ({ req }) => isOwnOrigin((name) => req.header(name), names),
      whoIs: async (context) => {
        const { req } = context
        const found = await whoIs(accounts, req.raw.headers, originOf(context))
        const device = deviceOf(req.header('user-agent'))
        const link = req.query('link') ?? null
        if (found.kind === 'unknown-token') return { ...NOBODY, link, device, isStranger: true }
        return { ...found.who, link, device }
      },
    }),
  )
  // Parts of the page are nobody's: browsers fetch an icon or a manifest without any cookie.
  app.get('/:file{[^/]+\\.\\w+}', ({ req }) =>
    page(req.param('file'), req.header('accept-encoding')),
  )
  app.get('/assets/*', ({ req }) => page(req.path.slice(1), req.header('accept-encoding')))
  // Another site's page may make a browser send our cookie along; it cannot hide where it is.
  app.on(['POST', 'PUT', 'DELETE'], '*', async ({ req }, next) =>
    isOwnOrigin((name) => req.header(name), names) ? next() : refuse(problem('wrong-origin')),
  )
  const tooMany = (limit: 'requestsPerAddress' | 'requestsPerMinute') => (seconds: number) => {
    measures.meter.limited(limit)
    const sentence = `Too much at once; try again in a moment: ${limit}.`
    return refuse(problem('too-many', sentence), { 'Retry-After': String(seconds) })
  }
  const address = (context: Context) => addressOf(context, config.isProxyTrusted)
  const perAddress = 'requestsPerAddress'
  app.use(perMinute(limits[perAddress], clock, address, tooMany(perAddress)))
  app.use(
    whoAsks({
      house: accounts,
      originOf,
      isPassing: ({ req }) => req.path.startsWith('/api/auth/'),
    }),
  )
  // Nobody in particular is counted by where they are, or some could keep out all the others.
  const person = (context: Context<WithWho>) =>
    context.var.who.kind === 'anonymous' ? address(context) : context.var.who.person
  const perPerson = 'requestsPerMinute'
  app.use('/api/*', perMinute(limits[perPerson], clock, person, tooMany(perPerson)))
  app.route('/api/auth', accounts.door(address))
  app.route(
    '/api',
    accounts.routes({ isSecure: (header) => isSecure(header, names), addressOf: address }),
  )
  app.route('/api', threadRoutes(threads))
  app.route(
    '/api/documents',
    sharingRoutes({
      ...{ sharing: new Sharing(house), grants, links, addressOf: address },
      ...{ entrance: new Entrance(house), requests: new Requests(house) },
    }),
  )
  app.route('/api/documents', documentRoutes(documents, trash))
  app.route('/api/trash', trashRoutes(trash))
  app.route('/api/search', searchRoutes(search))
  for (const path of PAGES) {
    app.get(path, ({ req }) => page('index.html', req.header('accept-encoding')))
  }
  app.onError((error, context) => {
    if (isDiskFull(error)) return refuse(problem('storage-full'))
    if (error instanceof DamagedRecord || isDamaged(error)) {
      report('damaged', { path: context.req.routePath, error: error.message })
      return refuse(problem('unreadable'))
    }
    report('failed', { path: context.req.routePath, error: error.stack })
    return context.text('Something went wrong here.', 500)
  })
  // Whoever lost their way in a browser gets the page that says so.
  app.notFound(({ req }) => {
    const isVisit = req.method === 'GET' && req.header('accept')?.includes('text/html')
    return isVisit ? lost(req.header('accept-encoding')) : refuse(problem('unknown-document'))
  })

  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: {
      ...{ headersTimeout: 10_000, requestTimeout: 30_000 },
      // Whether they are over is looked at only so often.
      connectionsCheckingInterval: 2_000,
    },
  }) as Server
  const judge = (request: Parameters<typeof judgeHandshake>[1]) =>
    judgeHandshake((asked, env) => app.fetch(asked, env), request)
  server.maxConnections = limits.connections
  const sockets = attachSockets(server, {
    ...{ live, limits, clock, judge, meter: measures.meter },
    // Everybody seems to be on this very machine behind a proxy that we were not told of.
    addressOf: (request) => {
      const from = comesFrom(request, config.isProxyTrusted)
      return config.isProxyTrusted || !isLoopback(from) ? from : null
    },
    personOf: ({ person }) => (person === ANONYMOUS.person ? null : person),
  })

  return {
    app,
    server,
    /** Takes nothing new, commits and receipts what came, says goodbye to every socket. */
    async drain(graceMs: number): Promise<void> {
      isDraining = true
      server.close()
      await live.drain()
      await Promise.all([expiries.close(), endings.close()])
      await trash.close()
      await accounts.close()
      await sockets.close(graceMs)
      await Promise.all([log.close(), db.destroy()])
    },
  }
}
