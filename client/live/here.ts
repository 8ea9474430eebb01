import type { TabWire } from './tab-channel.ts'

/** What this browser gives a replica; each may be missing, and none is Node's. */

/** A page in a sandbox may not even ask for it. */
export function factoryHere(): IDBFactory | null {
  try {
    return typeof indexedDB === 'undefined' ? null : indexedDB
  } catch {
    return null
  }
}

export function networkHere(): EventTarget | null {
  return typeof window === 'undefined' ? null : window
}

export function tabWireHere(name: string): TabWire | null {
  return typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name)
}
