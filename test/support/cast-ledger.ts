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
  #structs = new Map<number, Set<number>>()
  #deletes = new Map<number, Set<number>>()

  /** Distinct ones: the same delete set comes with every step 2. */
  get structs(): number {
    return sum(this.#structs)
  }

  get deletes(): number {
    return sum(this.#deletes)
  }

  record(update: Uint8Array, why: string): void {
    const { structs, ds } = Y.decodeUpdate(update)
    for (const struct of structs) {
      if (!(struct instanceof Y.Skip))
        add(this.#structs, struct.id.client, struct.id.clock, struct.length)
    }
    for (const [client, ranges] of ds.clients) {
      for (const { clock, len } of ranges) add(this.#deletes, client, clock, len)
    }
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

function add(to: Map<number, Set<number>>, client: number, clock: number, length: number): void {
  const clocks = to.get(client) ?? new Set()
  to.set(client, clocks)
  for (let at = clock; at < clock + length; at += 1) clocks.add(at)
}

function sum(of: Map<number, Set<number>>): number {
  return [...of.values()].reduce((total, clocks) => total + clocks.size, 0)
}
