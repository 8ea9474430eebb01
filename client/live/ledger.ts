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

  note(writer: string, n: number, at: number): void {
    const entry = this.#entries.get(writer)
    if (!entry) {
      this.#entries.set(writer, { to: n, done: n - 1, since: at, later: at })
    } else if (n > entry.to) {
      entry.to = n
      entry.later ??= at
    }
  }

  /** What another tab, or an earlier one that is gone, left waiting. */
  adopt(marks: ReadonlyMap<string, Mark>): void {
    for (const [writer, mark] of marks) {
      if (mark.to <= mark.done) continue
      const entry = this.#entries.get(writer)
      if (!entry) this.#entries.set(writer, { ...mark, later: mark.since })
      else this.note(writer, mark.to, mark.since)
    }
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
