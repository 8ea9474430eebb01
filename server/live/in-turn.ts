/** One piece of work at a time for each key; of those that come meanwhile only the last is done. */
export class InTurn<Key, Wish> {
  #work: (key: Key, wish: Wish) => Promise<void>
  /** Whose work is under way, and what they wished for meanwhile. */
  #next = new Map<Key, { wish: Wish } | null>()

  constructor(work: (key: Key, wish: Wish) => Promise<void>) {
    this.#work = work
  }

  async ask(key: Key, wish: Wish): Promise<void> {
    const isBusy = this.#next.has(key)
    this.#next.set(key, isBusy ? { wish } : null)
    if (isBusy) return
    for (let now: { wish: Wish } | null = { wish }; now; now = this.#next.get(key) ?? null) {
      this.#next.set(key, null)
      await this.#work(key, now.wish)
    }
    this.#next.delete(key)
  }
}
