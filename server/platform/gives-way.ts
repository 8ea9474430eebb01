import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'

/** Of nice's twenty: what it still gets where everybody wants the processor is a tenth. */
const BEHIND_OTHERS = 10

/**
 * This thread works when nobody else wants the processor: long work for one room must not hold up
 * what the event loop and the log do for all. Linux only; elsewhere all threads are equal.
 */
export function givesWay(): void {
  try {
    const thread = readlinkSync('/proc/thread-self').split('/').at(-1)
    setPriority(Number(thread), BEHIND_OTHERS)
  } catch {
    // No such folder, or not allowed: then it shares.
  }
}
