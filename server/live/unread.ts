import type { Limits } from './limits.ts'

export type UnreadLimit = 'unreadPerPerson' | 'unread'

/** The bytes of updates that wait to be read in the worker. [LV28] */
export class Unread {
  #limits: Limits
  #byPerson = new Map<string, number>()
  #all = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** The limit that it would be beyond. A person's only one is never too much of that person. */
  begin(person: string, bytes: number): UnreadLimit | null {
    const own = this.#byPerson.get(person) ?? 0
    const { unreadPerPerson, unread } = this.#limits
    if (own > 0 && own + bytes > unreadPerPerson) return 'unreadPerPerson'
    if (this.#all + bytes > unread) return 'unread'
    this.#byPerson.set(person, own + bytes)
    this.#all += bytes
    return null
  }

  end(person: string, bytes: number): void {
    const left = (this.#byPerson.get(person) ?? 0) - bytes
    if (left > 0) this.#byPerson.set(person, left)
    else this.#byPerson.delete(person)
    this.#all -= bytes
  }
}
