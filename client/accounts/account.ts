import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import { type Me, meSchema } from '../../shared/accounts/me.ts'

/** Longer than a slow phone needs; a server that takes the call and never answers is none. */
const ANSWER_MS = 8_000

const KEY = 'interline.me'
const HOME_KEY = 'interline.home'

/** Who I am here. Kept in this browser too, so that my replicas are found without the server. */
export class Account {
  readonly me: ReadonlySignal<Me | null>
  /**
   * Whose replicas live in this browser: the first guest it was. A lost cookie, or a server that was
   * set back, makes another guest of the same browser; the words it keeps must not vanish by that.
   */
  readonly home: ReadonlySignal<string | null>
  /** This browser was never here, and the server does not answer. */
  readonly isStranger: ReadonlySignal<boolean>
  readonly #me = signal<Me | null>(null)
  readonly #home = signal<string | null>(null)
  readonly #unanswered = signal(false)
  readonly #kept: Pick<Storage, 'getItem' | 'setItem'>
  #meeting: Promise<void> | null = null
  #hasMet = false

  constructor(kept: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#kept = kept
    this.#me.value = parse(kept.getItem(KEY))
    this.#home.value = kept.getItem(HOME_KEY)
    this.me = this.#me
    this.home = this.#home
    this.isStranger = computed(() => this.#unanswered.value && this.#me.value === null)
  }

  /** Asks the server who I am. Whom this browser knows already need not wait for it. */
  meet(): Promise<void> {
    this.#meeting ??= this.#meet().finally(() => {
      this.#meeting = null
    })
    return this.#meeting
  }

  /**
   * Has the server said in this visit who I am? Asks it if not. Where the cookie is lost, each wish
   * sent before would make a guest of its own, and none of them me.
   */
  async hasMet(): Promise<boolean> {
    if (!this.#hasMet) await this.meet()
    return this.#hasMet
  }

  /**
   * Resolves when I am somebody here, or the server does not answer. On a first visit nothing else
   * may be asked before: each request without a cookie would become a guest of its own.
   */
  known(): Promise<void> {
    return new Promise((resolve) => {
      const stop = effect(() => {
        if (this.#me.value === null && !this.#unanswered.value) return
        resolve()
        queueMicrotask(() => stop())
      })
    })
  }

  /** False when the server did not take the name. */
  async rename(name: string): Promise<boolean> {
    const found = await ask('PUT', { name })
    if (found) this.#know(found)
    return found !== null
  }

  async #meet(): Promise<void> {
    this.#unanswered.value = false
    const found = await ask('GET')
    if (found) this.#know(found)
    else this.#unanswered.value = true
  }

  #know(me: Me): void {
    this.#hasMet = true
    if (this.#home.value === null) {
      this.#home.value = me.person
      this.#kept.setItem(HOME_KEY, me.person)
    }
    this.#me.value = me
    this.#kept.setItem(KEY, JSON.stringify(me))
  }
}

async function ask(method: 'GET' | 'PUT', body?: { name: string }): Promise<Me | null> {
  const reply = await fetch('/api/me', {
    method,
    signal: AbortSignal.timeout(ANSWER_MS),
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  }).catch(() => null)
  return reply?.ok ? parse(await reply.text().catch(() => null)) : null
}

function parse(text: string | null): Me | null {
  if (!text?.startsWith('{')) return null
  const read = meSchema.safeParse(JSON.parse(text))
  return read.success ? read.data : null
}
