import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { type Me, meSchema } from '../../shared/accounts/me.ts'
import { alone } from './alone.ts'
import { arrive, type Homes } from './homes.ts'
import { homesHere, keepHomes } from './homes-here.ts'
import { endLeaving, type Keep, whoLeaves } from './leaving.ts'

/** Longer than a slow phone needs; a server that takes the call and never answers is none. */
const ANSWER_MS = 8_000

const KEY = 'interline.me'
/** The guest who said their name here. */
const NAMED_KEY = 'interline.named'

/** Who I am here. Kept in this browser too, so that my replicas are found without the server. */
export class Account {
  readonly me: ReadonlySignal<Me | null>
  /**
   * Whose replicas live in this browser: see homes.ts. A lost cookie, or a server that was set back,
   * makes another guest of the same browser; the words it keeps must not vanish by that.
   */
  readonly home: ReadonlySignal<string | null>
  /** Where other accounts keep their words in this browser: not mine to find. [CA2] */
  readonly otherHomes: ReadonlySignal<ReadonlySet<string>>
  readonly isPerson: ReadonlySignal<boolean>
  /** A guest who has never said their name in this browser. */
  readonly isUnnamed: ReadonlySignal<boolean>
  /** My session ended by itself or from elsewhere: my words here wait for me to sign in again. */
  readonly hasEnded: ReadonlySignal<boolean>
  /** This browser was never here, and the server does not answer. */
  readonly isStranger: ReadonlySignal<boolean>
  readonly #me = signal<Me | null>(null)
  readonly #homes: Signal<Homes>
  readonly #named = signal<string | null>(null)
  readonly #unanswered = signal(false)
  readonly #hasEnded = signal(false)
  readonly #kept: Keep
  #meeting: Promise<void> | null = null
  #hasMet = false

  constructor(kept: Keep) {
    this.#kept = kept
    this.#me.value = parse(kept.getItem(KEY))
    this.#named.value = kept.getItem(NAMED_KEY)
    const homes = signal(homesHere(kept))
    this.#homes = homes
    this.me = this.#me
    this.home = computed(() => homes.value.home)
    this.otherHomes = computed(() => {
      const { home, each } = homes.value
      return new Set(Object.values(each).filter((other) => other !== home))
    })
    this.hasEnded = this.#hasEnded
    this.isPerson = computed(() => this.#me.value?.kind === 'person')
    this.isUnnamed = computed(
      () => !this.isPerson.value && this.#named.value !== this.#me.value?.person,
    )
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
  rename(name: string): Promise<boolean> {
    return this.change({ name })
  }

  /** False when the server did not take it. */
  async change(wish: Partial<Me>): Promise<boolean> {
    const found = await ask('PUT', wish)
    if (!found) return false
    if (wish.name !== undefined) {
      this.#named.value = found.person
      this.#kept.setItem(NAMED_KEY, found.person)
    }
    await this.#know(found)
    return true
  }

  async #meet(): Promise<void> {
    this.#unanswered.value = false
    // Two tabs that come without a cookie at once would be two guests.
    const isKnown = this.#me.peek() !== null
    const found = await (isKnown ? ask('GET') : alone('meeting', () => ask('GET')))
    if (found) await this.#know(found)
    else this.#unanswered.value = true
  }

  async #know(me: Me): Promise<void> {
    // As they are kept now: another tab may have signed in or out.
    const before = homesHere(this.#kept)
    const { from, ...homes } = arrive(before, me)
    if (me.kind === 'person') {
      this.#hasEnded.value = false
      // They are back before the last tab has forgotten them: what is theirs stays.
      const isBack = before.of !== me.person && whoLeaves(this.#kept)?.person === me.person
      if (isBack) endLeaving(this.#kept)
    } else if (before.of !== null) this.#hasEnded.value = true
    if (from !== null && homes.home !== null) {
      const { comeAlong } = await import('./come-along.ts')
      await comeAlong(from, homes.home)
    }
    this.#hasMet = true
    keepHomes(this.#kept, homes)
    this.#homes.value = homes
    this.#me.value = me
    this.#kept.setItem(KEY, JSON.stringify(me))
  }
}

async function ask(method: 'GET' | 'PUT', body?: Partial<Me>): Promise<Me | null> {
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
