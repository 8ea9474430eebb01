import type { Clock } from '../../shared/kit/clock.ts'
import { can } from '../../shared/sharing/can.ts'
import type { AudienceRole } from '../../shared/sharing/visitors.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import type { Facts } from '../facts/facts.ts'
import type { Access } from './access.ts'
import { updateVisitors } from './store.ts'

export interface SharingOptions {
  facts: Facts
  clock: Clock
  access: Access
}

/** Who else may what. Each change is a fact; whoever it concerns is judged anew because of it. */
export class Sharing {
  #facts: Facts
  #clock: Clock
  #access: Access

  constructor({ facts, clock, access }: SharingOptions) {
    this.#facts = facts
    this.#clock = clock
    this.#access = access
  }

  /** null: visitors may this from now on. [SH2] */
  async letVisitors(
    person: string,
    document: string,
    role: AudienceRole,
  ): Promise<RefusalReason | null> {
    const own = await this.#access(person, document)
    if (own === null) return 'unknown-document'
    if (own === 'trashed') return 'deleted'
    if (!can(own, 'share')) return 'forbidden'
    await this.#facts.commit(async (trx) => {
      const isNew = await updateVisitors(trx, document, role)
      const fact = { document, kind: 'document.visitors', person, at: this.#clock.now() }
      if (isNew) await this.#facts.append(trx, { ...fact, body: { role } })
    })
    return null
  }
}
