import * as Y from 'yjs'

export interface Loss {
  updates: number
  structs: number
  deletes: number
}

/**
 * What must never be lost: every update that was receipted, or that somebody else saw.
 * A state vector is blind to deletes, so each update is compared whole, deletes included.
 */
export class Ledger {
  #entries: { update: Uint8Array; why: string }[] = []
  #checked = 0
  structs = 0
  deletes = 0

  get size(): number {
    return this.#entries.length
  }

  record(update: Uint8Array, why: string): void {
    const { structs, ds } = Y.decodeUpdate(update)
    for (const struct of structs) this.structs += struct instanceof Y.Skip ? 0 : struct.length
    for (const ranges of ds.clients.values()) for (const range of ranges) this.deletes += range.len
    this.#entries.push({ update, why })
  }

  /** What the document lacks of the entries since the last look, or of all of them. */
  missingFrom(doc: Y.Doc, which: 'new' | 'all'): Loss & { whys: string[] } {
    const held = Y.snapshot(doc)
    const loss = { updates: 0, structs: 0, deletes: 0, whys: [] as string[] }
    const from = which === 'all' ? 0 : this.#checked
    for (const { update, why } of this.#entries.slice(from)) {
      if (Y.snapshotContainsUpdate(held, update)) continue
      loss.updates += 1
      loss.whys.push(why)
      const { structs, ds } = Y.decodeUpdate(update)
      for (const { id, length } of structs) {
        const end = held.sv.get(id.client) ?? 0
        loss.structs += Math.min(length, Math.max(0, id.clock + length - end))
      }
      for (const [client, ranges] of ds.clients) {
        for (const { clock, len } of ranges) {
          for (let at = clock; at < clock + len; at += 1) {
            if (!Y.isDeleted(held.ds, Y.createID(client, at))) loss.deletes += 1
          }
        }
      }
    }
    this.#checked = this.#entries.length
    return loss
  }
}
