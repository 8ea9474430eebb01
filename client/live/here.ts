import { must } from '../../shared/kit/assert.ts'
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

let frames: Frames | null = null

export function paintedHere(): Painted | null {
  if (typeof requestAnimationFrame === 'undefined') return null
  frames ??= new Frames()
  return frames.painted
}

type Waiting = Set<{ readonly tell: (ms: number) => void }>

/** All who wait for one frame share what is asked of the browser: a key makes several wait. */
class Frames {
  readonly #channel = new MessageChannel()
  #waiting: Waiting = new Set()
  #begun: { readonly at: number; readonly waiting: Waiting }[] = []
  #frame = 0

  constructor() {
    this.#channel.port1.onmessage = () => this.#ends()
  }

  readonly painted: Painted = (tell) => {
    const one = { tell }
    const waiting = this.#waiting
    waiting.add(one)
    this.#frame ||= requestAnimationFrame(() => this.#begins())
    return () => waiting.delete(one)
  }

  #begins(): void {
    this.#frame = 0
    this.#begun.push({ at: performance.now(), waiting: this.#waiting })
    // Who asks from now on waits for the next frame.
    this.#waiting = new Set()
    // A message after the frame's callbacks comes when style, layout and paint are done.
    this.#channel.port2.postMessage(null)
  }

  #ends(): void {
    const { at, waiting } = must(this.#begun.shift(), 'a frame that began')
    const ms = performance.now() - at
    for (const { tell } of waiting) {
      try {
        tell(ms)
      } catch (error) {
        // One of them must not keep it from the others.
        reportError(error)
      }
    }
  }
}
