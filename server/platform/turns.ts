/**
 * Things that wait, of many who take turns: whoever was served comes last. A path names them from the
 * outside in, so that many persons of one address share its turns.
 */
export class Turns<T> {
  #own: T[] = []
  #within = new Map<string, Turns<T>>()

  get isEmpty(): boolean {
    return this.#own.length === 0 && this.#within.size === 0
  }

  add([name, ...path]: readonly string[], thing: T): void {
    if (name === undefined) {
      this.#own.push(thing)
      return
    }
    const within = this.#within.get(name) ?? new Turns<T>()
    this.#within.set(name, within)
    within.add(path, thing)
  }

  next(): T | undefined {
    if (this.#own.length > 0) return this.#own.shift()
    const [first] = this.#within
    if (!first) return undefined
    const [name, within] = first
    const thing = within.next()
    this.#within.delete(name)
    if (!within.isEmpty) this.#within.set(name, within)
    return thing
  }

  /** All that waits, out of it. */
  *drain(): Generator<T> {
    for (let thing = this.next(); thing !== undefined; thing = this.next()) yield thing
  }
}
