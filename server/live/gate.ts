import type { Owner, StoredDocument } from '../platform/log-store.ts'
import { readVector } from './catch-up.ts'
import { Knowledge } from './knowledge.ts'
import type { Limits } from './limits.ts'
import type { UpdateShape } from './update-shape.ts'

export type Verdict =
  | { kind: 'new'; claims: number[]; relayed: number[] }
  | { kind: 'known' }
  | { kind: 'refused'; reason: GateRefusal }

export type GateRefusal =
  | 'malformed'
  | 'must-not-merge'
  | 'foreign-client'
  | 'too-many'
  | 'too-large'

/**
 * Decides what comes into one document's log. Client ids belong to persons: new words under
 * somebody else's id come in only where the log itself lacks them. [LV10] [LV11]
 */
export class Gate {
  #epoch: number
  #owners = new Map<number, Owner>()
  #knowledge = new Knowledge()
  #limits: Limits
  #relayUntil: number
  /** Bytes of updates on disk that wait for others. */
  #pending = 0

  constructor(
    { epoch, snapshot, owners }: StoredDocument,
    shapes: readonly UpdateShape[],
    limits: Limits,
    relayUntil: number,
  ) {
    this.#epoch = epoch
    this.#limits = limits
    this.#relayUntil = relayUntil
    for (const owner of owners) this.#owners.set(owner.client, owner)
    const vector = snapshot && readVector(snapshot.vector)
    if (vector) this.#knowledge.absorbVector(vector)
    for (const shape of shapes) this.#knowledge.absorb(shape)
  }

  /** The state vector to ask others with. */
  get vector(): Uint8Array {
    return this.#knowledge.vector
  }

  get isLacking(): boolean {
    return this.#knowledge.isLacking
  }

  /** `size`: of the document as it stands. */
  judge(shape: UpdateShape, person: string, size: number, now: number): Verdict {
    if (this.#knowledge.jump(shape) > this.#limits.clockJump) return refused('malformed')
    if (!this.#knowledge.isNew(shape)) return { kind: 'known' }
    const claims = new Set<number>()
    const relayed = new Set<number>()
    for (const range of this.#knowledge.unknown(shape)) {
      const owner = this.#owners.get(range.client)
      if (!owner) claims.add(range.client)
      else if (owner.epoch < this.#epoch) return refused('must-not-merge')
      else if (owner.person === person) continue
      else if (now < this.#relayUntil || this.#knowledge.isAskedFor(range)) {
        relayed.add(range.client)
      } else return refused('foreign-client')
    }
    if (this.#pending > this.#limits.pending && this.#knowledge.wouldWait(shape)) {
      return refused('too-many')
    }
    if (size > this.#limits.document && shape.structs.length > 0) return refused('too-large')
    return { kind: 'new', claims: [...claims], relayed: [...relayed] }
  }

  /** From now on, also before it is on disk: of two at the same moment one must be first. */
  claim(clients: readonly number[], person: string): void {
    for (const client of clients) this.#owners.set(client, { client, person, epoch: this.#epoch })
  }

  isForeign(client: number, person: string): boolean {
    const owner = this.#owners.get(client)
    return owner !== undefined && owner.person !== person
  }

  /** It is on disk. */
  absorb(shape: UpdateShape, bytes: number): void {
    const waits = this.#knowledge.wouldWait(shape)
    this.#knowledge.absorb(shape)
    if (waits) this.#pending += bytes
    else if (!this.#knowledge.isLacking) this.#pending = 0
  }
}

function refused(reason: GateRefusal): Verdict {
  return { kind: 'refused', reason }
}
