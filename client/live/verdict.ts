import type { Refusal } from '../../shared/wire/refusal.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import type { AfterClose } from './reconnects.ts'

/** Whether the server wants this replica, as far as it said. */
export class Verdict {
  /** It said no for good: to these words, or to this person. */
  refusal: RefusalReason | null = null
  /** The server has no such document, and neither has this device. */
  isMissing = false
  /** It has the document and cannot read it now. */
  isUnreadable = false
  /** No reconnect by itself. */
  isFinal = false

  /** What a status is made of. */
  get parts() {
    const { isMissing: missing, refusal, isUnreadable: unreadable } = this
    return { missing, refusal, unreadable }
  }

  /** [RP11] A connection ended. Says whether this replica stays away, and why. */
  ended(next: AfterClose, isOpened: boolean): 'comes back' | 'looks again' | RefusalReason {
    if (next.kind === 'retry') {
      if (this.refusal === 'too-large') this.refusal = null
      return 'comes back'
    }
    if (next.reason === 'unknown-document' && !isOpened) {
      this.isMissing = true
      return 'looks again'
    }
    this.refuse(next.reason)
    return next.reason
  }

  /** What was sent is not taken. Whether this copy may merge is judged when the connection ends. */
  said(refusal: Refusal): void {
    if (refusal.reason === 'unreadable') this.isUnreadable = true
    if (refusal.permanent && refusal.reason !== 'must-not-merge') this.refusal = refusal.reason
  }

  refuse(reason: RefusalReason): void {
    this.isFinal = true
    this.refusal = reason
  }

  /** A hello came: there is such a document. */
  met(): void {
    this.isMissing = false
    this.isUnreadable = false
  }

  receipted(): void {
    this.refusal = null
  }

  /** A person asks again; false where asking is no use. */
  reopen(): boolean {
    if (this.refusal === 'must-not-merge') return false
    this.refusal = null
    this.isMissing = false
    this.isFinal = false
    return true
  }
}
