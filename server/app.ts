import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { type Context, Hono } from 'hono'
import { problem } from '../shared/wire/problem.ts'
import { deviceOf } from './accounts/device.ts'
import { ANONYMOUS } from './accounts/guests.ts'
import { NOBODY, whoIs } from './accounts/who.ts'
import { type WithWho, whoAsks } from './accounts/who-asks.ts'
import { isLoopback, isPrivate } from './config.ts'
import { documentRoutes, trashRoutes } from './documents/routes.ts'
import { DamagedRecord } from './facts/record.ts'
import { judgeHandshake, syncRoute, type WithUpgrade } from './live/handshake.ts'
import type { Limits } from './live/limits.ts'
import { LIMITS } from './live/limits.ts'
import { attachSockets } from './live/socket.ts'
import { MIGRATIONS } from './migrations/migrations.ts'
import { lastBackup, storedBytes } from './operations/data-folder.ts'
import { Measures } from './operations/measures.ts'
import { Readiness } from './operations/readiness.ts'
import { operationsRoutes } from './operations/routes.ts'
import { appliedMigrations, isDamaged, isDiskFull } from './platform/database.ts'
import { isOurName, isOwnOrigin, isSecure, ownOrigin, safeHeaders } from './platform/http.ts'
import { addressOf, comesFrom, perMinute } from './platform/rate.ts'
import { refuse } from './platform/refuse.ts'
import { StaticFiles } from './platform/static-files.ts'
import { searchRoutes } from './search/routes.ts'
import { sharingRoutes } from './sharing/routes.ts'
import { createSlices, type SlicesOptions } from './slices.ts'
import { threadRoutes } from './threads/routes.ts'

/** Addresses of the page itself. */
const PAGES = ['/', '/trash', '/d/:id', '/d/:id/', '/sign-in', '/account', '/instance']

export interface AppOptions extends Omit<SlicesOptions, 'limits' | 'meter'> {
  /** The built page. */
  dist: string
  limits?: Limits
}

/** Every route and the socket: whoever reads this screen knows what the server answers to. */
export async function createApp(options: AppOptions) {
  const { config, db, log, clock, limits = LIMITS } = options
  const measures = new Measures()
  const report: AppOptions['report'] = (event, told) => {
    measures.noted(event, told)
    options.report(event, told)
  }
  const names = { ...config, isLoopback }
  const slices = createSlices({ ...options, limits, report, meter: measures.meter })
  const { accounts, documents, grants, links, live, search, threads, trash } = slices
  const { sharing, entrance, requests } = slices
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
  const page = async (name: string, acceptEncoding: string | undefined) =>
    (await files.response(name, acceptEncoding)) ??
    refuse(problem('unknown-document', 'Nothing here.'))

  const lost = async (acceptEncoding: string | undefined) => {
    const { body, headers } = await page('index.html', acceptEncoding)
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
    sharingRoutes({ sharing, grants, links, entrance, requests, addressOf: address }),
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
      await slices.close()
      await sockets.close(graceMs)
      await Promise.all([log.close(), db.destroy()])
    },
  }
}
