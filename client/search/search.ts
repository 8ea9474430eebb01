import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import type { Clock } from '../../shared/kit/clock.ts'
import { findsIn, marksOf, wantedOf } from '../../shared/search/marks.ts'
import {
  type Finding,
  findingsSchema,
  QUESTION_LENGTH,
} from '../../shared/search/search-results.ts'

/** A pause in typing; the server is asked only then. */
const PAUSE_MS = 120

/** A document that this browser knows by its title, for when the server cannot be asked. */
export interface KnownTitle {
  id: string
  title: string
  changedAt: number
}

/** `from`: who found it; a device knows titles only. `isWaiting`: for other words by now. */
export type SearchState =
  | { kind: 'idle' }
  | { kind: 'waiting' }
  | {
      kind: 'found'
      from: 'server' | 'device'
      question: string
      findings: readonly Finding[]
      more: boolean
      isWaiting: boolean
    }

export interface SearchOptions {
  clock: Clock
  titles: () => readonly KnownTitle[]
  fetch?: typeof fetch
}

/** What I am looking for among my documents, and what was found so far. */
export class Search {
  /** As it stands in the field. */
  readonly question = signal('')
  readonly state: ReadonlySignal<SearchState>
  /** There is something to look for. */
  readonly isOn: ReadonlySignal<boolean>
  readonly #state = signal<SearchState>({ kind: 'idle' })
  readonly #options: SearchOptions
  readonly #stopWatching: () => void
  #stopWaiting: () => void = () => {}
  #asking = new AbortController()

  constructor(options: SearchOptions) {
    this.#options = options
    this.state = this.#state
    this.isOn = computed(() => this.question.value.trim() !== '')
    this.#stopWatching = effect(() => this.#hear(this.question.value.trim()))
  }

  /** Asks again for the same words. */
  again(): void {
    this.#hear(this.question.peek().trim())
  }

  clear(): void {
    this.question.value = ''
  }

  close(): void {
    this.#stopWatching()
    this.#stopWaiting()
    this.#asking.abort()
  }

  #hear(question: string): void {
    this.#stopWaiting()
    this.#asking.abort()
    const before = this.#state.peek()
    if (question === '') this.#state.value = { kind: 'idle' }
    else {
      this.#state.value =
        before.kind === 'found' ? { ...before, isWaiting: true } : { kind: 'waiting' }
      this.#stopWaiting = this.#options.clock.after(PAUSE_MS, () => void this.#ask(question))
    }
  }

  async #ask(question: string): Promise<void> {
    const asking = new AbortController()
    this.#asking = asking
    const get = this.#options.fetch ?? fetch
    const answer = await findings(get, question, asking.signal)
    if (asking.signal.aborted) return
    this.#state.value = {
      ...{ kind: 'found', question, isWaiting: false },
      ...(answer ?? { from: 'device', ...among(this.#options.titles(), question) }),
    }
  }
}

async function findings(get: typeof fetch, question: string, signal: AbortSignal) {
  const words = encodeURIComponent(wellFormed(question.slice(0, QUESTION_LENGTH)))
  try {
    const reply = await get(`/api/search?q=${words}`, { signal })
    const read = findingsSchema.safeParse(reply.ok ? await reply.json() : null)
    return read.success ? { from: 'server' as const, ...read.data } : null
  } catch {
    return null
  }
}

/** Half a character cannot be sent. */
function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, ' ')
}

/** Titles that have every word. */
function among(titles: readonly KnownTitle[], question: string) {
  const wanted = wantedOf(question)
  const found = titles.flatMap(({ id, title, changedAt }): Finding[] => {
    const finds = findsIn(title, wanted)
    const isAll = wanted.length > 0 && wanted.every((one) => finds.some(({ of }) => of === one))
    return isAll
      ? [{ id, title: { text: title, marks: marksOf(finds) }, text: null, changedAt }]
      : []
  })
  return { findings: found, more: false }
}
