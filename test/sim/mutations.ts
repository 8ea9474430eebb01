import type { Mutation } from '../support/server-mutant.ts'
import { DELETES_UNSEEN, EARLY_RECEIPT, EARLY_WORDS } from '../support/server-wrongs.ts'

/** Wrong by a line or two each, and the rule it breaks. A simulation that misses one is worthless. */
export const MUTATIONS: Record<string, readonly Mutation[]> = {
  'a receipt before the commit': EARLY_RECEIPT,
  'words sent on before the commit': EARLY_WORDS,
  'nothing new, judged by the vector only': DELETES_UNSEEN,
  'updates that only delete are dropped': [
    {
      file: 'server/live/intake.ts',
      from: "    if (verdict.kind === 'known') {",
      to: "    if (verdict.kind === 'known' || shape.structs.length === 0) {",
    },
  ],
  'the tail is trimmed early': [
    {
      file: 'server/live/tail.ts',
      from: 'sequence > (cover[origin] ?? 0))',
      to: 'sequence > (cover[origin] ?? 0) + 1)',
    },
  ],
  'a stale compaction in a catch-up': [
    {
      file: 'server/live/room.ts',
      from: 'this.#snapshot && used !== this.#snapshot;',
      to: 'this.#snapshot && !used;',
    },
  ],
  'a snapshot that covers more than it holds': [
    {
      file: 'server/live/compactor.ts',
      from: 'Math.max(cover[origin] ?? 0, sequence)',
      to: 'Math.max(cover[origin] ?? 0, sequence) + 1',
    },
  ],
  'the role is not checked': [
    {
      file: 'server/live/intake.ts',
      from: "    if (!can(session.role, 'write')) {\n      this.refuse",
      to: "    if (!can(session.role, 'read')) {\n      this.refuse",
    },
  ],
  'a receipt to the wrong socket': [
    {
      file: 'server/live/intake.ts',
      from: 'new Set(arrivals.map((one) => one.session))) session.giveDueReceipt()',
      to: 'new Set(arrivals.map((one) => one.session))) session.giveDueReceipt(arrivals[0]?.session)',
    },
    {
      file: 'server/live/session.ts',
      from: 'giveDueReceipt(): void {',
      to: 'giveDueReceipt(to: Session = this): void {',
    },
    {
      file: 'server/live/session.ts',
      from: 'if (n !== null && this.isOurs) this.send(encodeReceipt(n))',
      to: 'if (n !== null && to.isOurs) to.send(encodeReceipt(n))',
    },
  ],
  'a catch-up without deletes': [
    {
      file: 'server/live/catch-up.ts',
      from: 'return Promise.resolve(snapshot.deletes)',
      to: 'return Promise.resolve(new Uint8Array([0, 0]))',
    },
  ],
  'what was refused is receipted': [
    {
      file: 'server/live/receipts.ts',
      from: 'if (this.#owesStepTwo) return null',
      to: '',
    },
    {
      file: 'server/live/receipts.ts',
      from: 'if (this.#owesStepTwo && this.#heals.length === 0) return false',
      to: '',
    },
  ],
  'who wrote is sent nothing of what others wrote with them': [
    {
      file: 'server/live/room.ts',
      from: 'const only = senders.size === 1 ? arrivals[0]?.session : undefined',
      to: 'const only = arrivals[0]?.session',
    },
  ],
  'after a full disk nobody is asked for their words again': [
    {
      file: 'server/live/intake.ts',
      from: 'this.#house.clock.after(RETRY_MS, () => this.askFor(session))',
      to: '',
    },
  ],
  'client: a receipt is taken over a reconnect': [
    {
      file: 'client/live/receipts.ts',
      from: '  up(): void {\n    this.down()\n    this.#connection = {',
      to: '  up(): void {\n    const before = this.#connection\n    this.down()\n    this.#connection = before ?? {',
    },
    {
      file: 'client/live/receipts.ts',
      from: '  down(): void {\n    this.#connection = null',
      to: '  down(): void {',
    },
  ],
  'client: On this device before the strict write': [
    {
      file: 'client/live/storage.ts',
      from: '    if (own) this.#owed += 1\n',
      to: '',
    },
  ],
  'client: an update that was held back is lost': [
    {
      file: 'client/live/hold-back.ts',
      from: '    if (this.#held.length === 0 && !this.#touches?.(update)) {\n      apply()',
      to: '    if (this.#held.length === 0) {\n      if (!this.#touches?.(update)) apply()',
    },
  ],
  'client: an ask before its own step 2': [
    {
      file: 'client/live/receipts.ts',
      from: 'if (!connection?.spoken || !connection.wanted',
      to: 'if (!connection?.wanted',
    },
  ],
  'client: another log, and the old receipts count': [
    {
      file: 'client/live/receipts.ts',
      from: '  renew(): void {\n    this.#covered = false',
      to: '  renew(): void {',
    },
  ],
  'after a restore who is back keeps others from bringing their words': [
    {
      file: 'server/live/gate.ts',
      from: 'const isSeated = !owner && this.isForeign(range.client, person)',
      to: "if (!owner && this.isForeign(range.client, person)) return refused('foreign-client')\n      const isSeated = false",
    },
  ],
  'a stale snapshot stands for what came while it was made': [
    {
      file: 'server/live/compactor.ts',
      from: 'const cover = coverOf(stored)',
      to: "const now_ = await this.#store.load(document)\n    const cover = coverOf(now_.kind === 'loaded' ? now_.document : stored)",
    },
  ],
}
