/**
 * What the service worker uses of its global scope. The page's types (lib.dom) and a worker's
 * (lib.webworker) contradict each other and cannot stand in one program.
 */
export interface WorkerScope {
  readonly caches: CacheStorage
  readonly clients: {
    claim(): Promise<void>
    matchAll(options: {
      type: 'window'
      includeUncontrolled: boolean
    }): Promise<readonly { readonly url: string }[]>
  }
  readonly location: Location
  readonly navigator: { readonly locks: LockManager }
  readonly registration: ServiceWorkerRegistration
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate', listener: (event: Lasting) => void): void
  addEventListener(type: 'message', listener: (event: Lasting & MessageEvent) => void): void
  addEventListener(type: 'fetch', listener: (event: Asked) => void): void
}

/** The worker lives on until the promise is settled. */
interface Lasting {
  waitUntil(work: Promise<unknown>): void
}

interface Asked extends Lasting {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}
