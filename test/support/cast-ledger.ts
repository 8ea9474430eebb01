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
  #structs = new Map<number, Range[]>()
  #deletes = new Map<number, Range[]>()

  /** Distinct ones: the same delete set comes with every step 2. */
  get structs(): number {
    return sum(this.#structs)
  }

  get deletes(): number {
    return sum(this.#deletes)
  }

  /** As it stands now. */
  copy(): Ledger {
    const copy = new Ledger()
    for (const { update, why } of this.#entries) copy.record(update, why)
    return copy
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

interface Range {
  from: number
  to: number
}

function add(to: Map<number, Range[]>, client: number, from: number, length: number): void {
  const ranges = to.get(client) ?? []
  to.set(client, ranges)
  const last = ranges.at(-1)
  if (last !== undefined && from >= last.from && from <= last.to) {
    last.to = Math.max(last.to, from + length)
  } else ranges.push({ from, to: from + length })
}

/** The clocks in all ranges together, each counted once. */
function sum(of: Map<number, Range[]>): number {
  let total = 0
  for (const ranges of of.values()) {
    let end = 0
    for (const { from, to } of ranges.sort((a, b) => a.from - b.from)) {
      total += Math.max(0, to - Math.max(from, end))
      end = Math.max(end, to)
    }
  }
  return total
}
