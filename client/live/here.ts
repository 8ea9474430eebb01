import type { Painted } from './pace.ts'
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

export function paintedHere(): Painted | null {
  return typeof requestAnimationFrame === 'undefined' ? null : nextPainted
}

function nextPainted(tell: (ms: number) => void): () => void {
  const { port1, port2 } = new MessageChannel()
  const frame = requestAnimationFrame(() => {
    const start = performance.now()
    // A message after the frame's callbacks comes when style, layout and paint are done.
    port1.onmessage = () => {
      port1.close()
      tell(performance.now() - start)
    }
    port2.postMessage(null)
  })
  return () => {
    cancelAnimationFrame(frame)
    port1.close()
  }
}
