import type { Limits } from './limits.ts'

export type UnreadLimit = 'unreadPerPerson' | 'unread'

/** The bytes of updates that wait to be read in the worker. [LV28] */
export class Unread {
  #limits: Limits
  #bySender = new Map<string, number>()
  #all = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** The limit that it would be beyond. A person's only one is never too much of that person. */
  begin(sender: readonly string[], bytes: number): UnreadLimit | null {
    const own = this.#bySender.get(nameOf(sender)) ?? 0
    const { unreadPerPerson, unread } = this.#limits
    if (own > 0 && own + bytes > unreadPerPerson) return 'unreadPerPerson'
    if (this.#all + bytes > unread) return 'unread'
    this.#bySender.set(nameOf(sender), own + bytes)
    this.#all += bytes
    return null
  }

  end(sender: readonly string[], bytes: number): void {
    const name = nameOf(sender)
    const left = (this.#bySender.get(name) ?? 0) - bytes
    if (left > 0) this.#bySender.set(name, left)
    else this.#bySender.delete(name)
    this.#all -= bytes
  }
}

/** Programs without a cookie are all the same person; they are told apart by where they are. */
function nameOf(sender: readonly string[]): string {
  return sender.join(' ')
}
