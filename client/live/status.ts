import { computed, type ReadonlySignal } from '@preact/signals'
import { REFUSALS, type RefusalReason } from '../../shared/wire/refusals.ts'

/** What the interface shows about the words in this replica. Times are ms UTC. */
export type Status =
  /** `unreadable`: the server has it and cannot read it from its disk. */
  | { kind: 'loading'; why?: 'unreadable' }
  | { kind: 'saved' }
  | { kind: 'saving' }
  | { kind: 'on-this-device'; waiting: number; since: number; online: boolean }
  | { kind: 'not-saved'; since: number; why: 'no-receipt' | 'no-device-storage' }
  | { kind: 'refused'; reason: RefusalReason; sentence: string }
  | { kind: 'missing' }

/** How far this connection got: `spoken` means that our own step 2 has left on it. */
export type LinkState = 'down' | 'up' | 'spoken'
export type DeviceState = 'opening' | 'ready' | 'broken'

/** All that a status is made of; nobody ever sets a status itself. */
export interface Parts {
  ready: boolean
  /** The server has no such document, and neither has this device. */
  missing: boolean
  refusal: RefusalReason | null
  /** The server has the document and cannot read it now. */
  unreadable?: boolean
  link: LinkState
  /** A receipt came in this session for all that the replica held, and the log is still that one. */
  covered: boolean
  /** Connected for 8 s with something to be receipted, and no receipt. */
  late: boolean
  /** Changes held here that no receipt answers for. */
  waiting: number
  /** When the oldest of them was made; with none, when this replica began to wait. */
  since: number
  device: DeviceState
  /** Every change made here is in a completed strict transaction. */
  stored: boolean
  /** When the device first failed to keep something; null while it keeps all. */
  unstoredSince: number | null
}

/** [RP1] [RP3] [RP6] The rule behind the four words; the first sentence that is true holds. */
export function statusOf(parts: Parts): Status {
  if (parts.missing) return { kind: 'missing' }
  if (parts.refusal !== null) return refused(parts.refusal)
  if (!parts.ready) return { kind: 'loading', ...(parts.unreadable && { why: 'unreadable' }) }
  if (parts.covered && parts.waiting === 0) return { kind: 'saved' }
  if (parts.device === 'broken' && (parts.waiting > 0 || parts.link === 'down')) {
    const since = Math.max(parts.since, parts.unstoredSince ?? 0)
    return { kind: 'not-saved', since, why: 'no-device-storage' }
  }
  if (parts.late) return { kind: 'not-saved', since: parts.since, why: 'no-receipt' }
  if (parts.link === 'spoken' || !parts.stored) return { kind: 'saving' }
  const { waiting, since, link } = parts
  return { kind: 'on-this-device', waiting, since, online: link === 'up' }
}

/** Would closing this tab lose nothing? */
export function isKept({ covered, waiting, device, stored }: Parts): boolean {
  return (covered && waiting === 0) || (device === 'ready' && stored)
}

/** Two statuses that read the same are one, so that a keystroke does not wake the interface. */
export function statusAlong(parts: ReadonlySignal<Parts>): ReadonlySignal<Status> {
  let last: Status = { kind: 'loading' }
  let said = JSON.stringify(last)
  return computed(() => {
    const next = statusOf(parts.value)
    const says = JSON.stringify(next)
    if (says !== said) last = next
    said = says
    return last
  })
}

function refused(reason: RefusalReason): Status {
  return { kind: 'refused', reason, sentence: REFUSALS[reason].sentence }
}
