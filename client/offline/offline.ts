/**
 * This tab's side of the service worker: registers it where the browser allows one, says which
 * build this tab runs (so that the worker keeps its parts), and tells when a newer one is here.
 */
import { type ReadonlySignal, signal } from '@preact/signals'
import type { Clock } from '../../shared/kit/clock.ts'
import { runsBuild, type ToWorker } from './to-worker.ts'

const WORKER = '/sw.js'
/** A tab may stay open for weeks; the browser itself asks only when a page is loaded. */
const ASK_MS = 60 * 60_000

const newer = signal(false)

/** A newer version of Interline is in this browser than the one this tab runs. */
export const isNewerHere: ReadonlySignal<boolean> = newer

/** `entry`: the address of this page's first script. */
export async function startOffline(entry: string, clock: Clock): Promise<void> {
  if (!isSecureContext || !('serviceWorker' in navigator)) return
  const { serviceWorker } = navigator
  askToKeepWhatIsWritten()
  await runsThis(entry)
  // Whatever forbids it (a private window, a policy) forbids opening offline and nothing else.
  await serviceWorker.register(WORKER, { updateViaCache: 'none' }).catch(() => null)
  const registration = await serviceWorker.getRegistration('/').catch(() => undefined)
  if (!registration) return
  registration.active?.postMessage('here' satisfies ToWorker)
  let before = serviceWorker.controller
  serviceWorker.addEventListener('controllerchange', () => {
    // The very first worker brings nothing new; a later one that another tab let in does.
    if (before) newer.value = true
    before = serviceWorker.controller
  })
  if (registration.waiting && before) newer.value = true
  registration.addEventListener('updatefound', () => {
    const coming = registration.installing
    coming?.addEventListener('statechange', () => {
      if (coming.state === 'installed' && serviceWorker.controller) newer.value = true
    })
  })
  askAgainAndAgain(registration, clock)
}

/** Opens the newer version in this tab. Others go on with theirs until they are reloaded. */
export async function openNewer(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration('/')
  const waiting = registration?.waiting
  if (!waiting) return location.reload()
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload())
  waiting.postMessage('take-over' satisfies ToWorker)
}

/**
 * With the first words somebody writes: asks the browser not to throw away what is kept here when
 * it needs room. Some ask the person, who then sees why; the answer changes nothing we could say.
 */
function askToKeepWhatIsWritten(): void {
  if (!('storage' in navigator)) return
  const write = ({ target }: Event) => {
    if (!(target instanceof HTMLElement) || !target.isContentEditable) return
    document.removeEventListener('input', write)
    void navigator.storage.persist().catch(() => false)
  }
  document.addEventListener('input', write)
}

/** Resolves when the lock is held; it goes with the tab. */
function runsThis(entry: string): Promise<void> {
  if (!('locks' in navigator)) return Promise.resolve()
  return new Promise((held) => {
    const forEver = () => {
      held()
      return new Promise<never>(() => {})
    }
    navigator.locks.request(runsBuild(entry), { mode: 'shared' }, forEver).catch(() => held())
  })
}

function askAgainAndAgain(registration: ServiceWorkerRegistration, clock: Clock): void {
  const ask = () => void registration.update().catch(() => null)
  const again = () => {
    ask()
    clock.after(ASK_MS, again)
  }
  clock.after(ASK_MS, again)
  addEventListener('online', ask)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') ask()
  })
}
