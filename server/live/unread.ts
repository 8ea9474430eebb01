import type { Limits } from './limits.ts'

/** The bytes of updates that wait to be read in the worker. [LV28] */
export class Unread {
  #limits: Limits
  #byPerson = new Map<string, number>()
  #all = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** False: it is too much. A person's only one always fits in by itself. */
  begin(person: string, bytes: number): boolean {
    const own = this.#byPerson.get(person) ?? 0
    const { unreadPerPerson, unread } = this.#limits
    if ((own > 0 && own + bytes > unreadPerPerson) || this.#all + bytes > unread) return false
    this.#byPerson.set(person, own + bytes)
    this.#all += bytes
    return true
  }

  end(person: string, bytes: number): void {
    const left = (this.#byPerson.get(person) ?? 0) - bytes
    if (left > 0) this.#byPerson.set(person, left)
    else this.#byPerson.delete(person)
    this.#all -= bytes
  }
}
