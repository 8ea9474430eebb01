/**
 * The app without the network: the page and all its parts lie in this browser, one cache a build.
 * A tab goes on with the parts of the build it began with, also while newer ones are here: a part's
 * name holds its hash, so whichever cache has it is right. A build goes when no tab runs it.
 * Documents, threads and intents are none of its business: /api and /sync it never touches.
 */
import { runningBuild, type ToWorker } from './to-worker.ts'
import type { WorkerScope } from './worker-scope.ts'

interface Part {
  url: string
  /** Of the page alone: it changes with everything the page consists of. */
  revision: string | null
  integrity?: string
}

declare const self: WorkerScope & { readonly __WB_MANIFEST: readonly Part[] }

const PAGE = '/index.html'
const BUILDS = 'interline-build-'
/** What only the server has. A name with an ending is a file, not a page of the app. */
const NOT_THE_APP = /^\/(api|sync|assets|healthz|readyz|metrics)(\/|$)|\.\w+$/

const parts = self.__WB_MANIFEST.map((part) => ({ ...part, url: `/${part.url}` }))
const build = `${BUILDS}${parts.find(({ url }) => url === PAGE)?.revision ?? ''}`

self.addEventListener('install', (event) => event.waitUntil(fetchAll()))
self.addEventListener('activate', (event) => event.waitUntil(takeOver()))
self.addEventListener('message', (event) => {
  const message = event.data as ToWorker
  event.waitUntil(message === 'take-over' ? self.skipWaiting() : dropUnused())
})
self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate' && !NOT_THE_APP.test(pathname)) event.respondWith(page(request))
  else if (pathname.startsWith('/assets/') || parts.some(({ url }) => url === pathname))
    event.respondWith(part(request))
})

/** All or nothing. With its hash in hand: a server changing builds just now must not mix two. */
async function fetchAll(): Promise<void> {
  const cache = await self.caches.open(build)
  await cache.addAll(
    parts.map(({ url, integrity }) => {
      const isNamedByHash = url.startsWith('/assets/')
      return new Request(url, {
        cache: isNamedByHash ? 'default' : 'reload',
        ...(integrity !== undefined && { integrity }),
      })
    }),
  )
}

async function takeOver(): Promise<void> {
  await self.clients.claim()
  await dropUnused()
}

async function page(request: Request): Promise<Response> {
  const { waiting } = self.registration
  if (waiting && (await isOnlyTab(request.url))) {
    waiting.postMessage('take-over' satisfies ToWorker)
    // The new worker cannot answer before this one is through; the browser asks again at once.
    return new Response('', { headers: { Refresh: '0', 'Cache-Control': 'no-store' } })
  }
  const cache = await self.caches.open(build)
  return (await cache.match(PAGE)) ?? fetch(request)
}

/** Whoever reloads the only tab there is has said that the new version may come. */
async function isOnlyTab(address: string): Promise<boolean> {
  const tabs = await windows()
  return tabs.length <= 1 && tabs.every(({ url }) => url === address)
}

async function part(request: Request): Promise<Response> {
  const own = await (await self.caches.open(build)).match(request, { ignoreVary: true })
  return own ?? (await self.caches.match(request, { ignoreVary: true })) ?? fetch(request)
}

/** Forgets builds that no tab runs, if every tab here has said which it runs. */
async function dropUnused(): Promise<void> {
  const { held = [] } = await self.navigator.locks.query()
  const running = held.map(({ name }) => runningBuild(name)).filter((entry) => entry !== null)
  // Counted, as Chromium knows a tab by one id among locks and by another among clients.
  if (running.length < (await windows()).length) return
  for (const name of await self.caches.keys()) {
    if (!name.startsWith(BUILDS) || name === build) continue
    const cache = await self.caches.open(name)
    const found = await Promise.all(running.map((entry) => cache.match(entry)))
    // A build that is just arriving, or waits for its turn, is run by nobody yet.
    const isOneComing = self.registration.installing ?? self.registration.waiting
    if (!isOneComing && found.every((match) => match === undefined)) await self.caches.delete(name)
  }
}

function windows() {
  return self.clients.matchAll({ type: 'window', includeUncontrolled: true })
}
