/** Changes of one writer (a tab, once): numbered from 1; those after `done` wait for a receipt. */
export interface Mark {
  to: number
  done: number
  /** When the oldest that waits was made, ms UTC. */
  since: number
}

/** Per writer, the last change that an ask for a receipt speaks of. */
export type Cover = ReadonlyMap<string, number>

interface Entry extends Mark {
  /** When the first change after the last ask was made. */
  later: number | null
}

/**
 * What this replica holds and no receipt answers for. Counted in changes, not by state vector: a
 * vector is blind to deletions. Counted per writer, so that two tabs that both hold a change, and
 * both keep it on the same device, do not count it twice.
 */
export class Ledger {
  readonly #entries = new Map<string, Entry>()

  /**
   * What waits of this tab's changes, of another tab's, or of one that is gone. False: all of it
   * was counted before, perhaps in a cover that is asked for already.
   */
  adopt(marks: ReadonlyMap<string, Mark>): boolean {
    let more = false
    for (const [writer, mark] of marks) {
      const entry = this.#entries.get(writer)
      if (mark.to <= (entry?.to ?? mark.done)) continue
      more = true
      if (entry) {
        entry.to = mark.to
        entry.later ??= mark.since
      } else this.#entries.set(writer, { ...mark, later: mark.since })
    }
    return more
  }

  /** Call when a receipt is asked for: it will cover what is here now. */
  ask(): Cover {
    const cover = new Map<string, number>()
    for (const [writer, entry] of this.#entries) {
      cover.set(writer, entry.to)
      entry.later = null
    }
    return cover
  }

  settle(cover: Cover): void {
    for (const [writer, n] of cover) {
      const entry = this.#entries.get(writer)
      if (!entry) continue
      entry.done = Math.max(entry.done, n)
      entry.since = entry.later ?? entry.since
      if (entry.done >= entry.to) this.#entries.delete(writer)
    }
  }

  get marks(): ReadonlyMap<string, Mark> {
    return this.#entries
  }

  get waiting(): number {
    let sum = 0
    for (const { to, done } of this.#entries.values()) sum += to - done
    return sum
  }

  get since(): number | null {
    const times = [...this.#entries.values()].map((entry) => entry.since)
    return times.length === 0 ? null : Math.min(...times)
  }
}
