import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import {
  type DocumentSummary,
  documentListSchema,
} from '../../shared/documents/document-summary.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import type { Entry } from '../outbox/intent.ts'
import { toast } from '../ui/toasts.ts'
import { t } from '../words/words.ts'
import { type KeptList, keepList, keptList } from './kept-list.ts'
import { removeDocument } from './remove-document.ts'
import { freshTitle } from './seen-titles.ts'
import { grantedWishes, openWishes, refusedWishes, type Wishes, type WishKind } from './wishes.ts'

/** Until a feed tells: how often the library asks who is in which document. */
const POLL_MS = 10_000

/** A document as the list shows it. */
export interface LibraryRow extends DocumentSummary {
  /** Begun here, and the server does not know it yet. */
  isWaiting: boolean
  /** It would not open now: the server does not answer, and this browser does not hold it. */
  isAway: boolean
}

export type LibraryState =
  | { kind: 'loading' }
  | { kind: 'failed' }
  /** `at`: when the server said so; `trouble`: why it says nothing now. */
  | { kind: 'listed'; rows: readonly LibraryRow[]; at: number; trouble: Trouble | null }

export type Trouble = 'offline' | 'silent'

export interface LibraryOptions {
  clock: Clock
  /** Resolves when the server knows who asks. */
  known: Promise<void>
  /** Whose library it is, as far as this browser knows; null: nobody's yet. */
  person: () => string | null
  kept: Pick<Storage, 'getItem' | 'setItem'>
  outbox: Wishes
  /** The documents that this browser can open by itself; null: it cannot say. */
  onDevice: () => Promise<ReadonlySet<string> | null>
}

/** My documents, asked for again and again while the page is looked at; there without the server. */
export class Library {
  readonly state: ReadonlySignal<LibraryState>
  readonly #options: LibraryOptions
  readonly #list = signal<KeptList | null>(null)
  readonly #trouble = signal<Trouble | 'none-yet' | null>('none-yet')
  readonly #onDevice = signal<ReadonlySet<string> | null>(null)
  readonly #stopTelling: () => void
  #cancel: () => void = () => {}
  #closed = false

  constructor(options: LibraryOptions) {
    this.#options = options
    this.state = computed(() => this.#now())
    const person = options.person()
    if (person) this.#list.value = keptList(options.kept, person)
    document.addEventListener('visibilitychange', this.#look)
    addEventListener('online', this.#look)
    this.#stopTelling = this.#tellRefusals()
    void options.onDevice().then((ids) => {
      this.#onDevice.value = ids
    })
    void options.known.then(() => this.refresh())
  }

  async refresh(): Promise<void> {
    this.#cancel()
    const at = this.#options.clock.now()
    const documents = this.#closed ? null : await fetchDocuments()
    if (this.#closed) return
    if (documents) this.#take({ documents, at })
    else this.#trouble.value = navigator.onLine ? 'silent' : 'offline'
    this.#cancel()
    this.#cancel = this.#options.clock.after(POLL_MS, this.#look)
  }

  remove(row: Pick<DocumentSummary, 'id' | 'title' | 'role'>): void {
    removeDocument(this.#options.outbox, this.#options.clock, row)
  }

  close(): void {
    this.#closed = true
    this.#cancel()
    this.#stopTelling()
    document.removeEventListener('visibilitychange', this.#look)
    removeEventListener('online', this.#look)
  }

  #take(list: KeptList): void {
    this.#list.value = list
    this.#trouble.value = null
    const person = this.#options.person()
    if (person) keepList(this.#options.kept, person, list)
  }

  #now(): LibraryState {
    const entries = this.#options.outbox.entries.value
    const list = this.#list.value
    const trouble = this.#trouble.value
    const begun = begunHere(entries, list)
    if (!list && begun.length === 0) return { kind: trouble === 'none-yet' ? 'loading' : 'failed' }
    const { documents, at } = list ?? { documents: [], at: this.#options.clock.now() }
    const wishes = openWishes(entries, at)
    const isTrouble = trouble !== 'none-yet' && trouble !== null
    const onDevice = isTrouble ? this.#onDevice.value : null
    const listed = documents.map((summary) => ({
      ...{ ...summary, isWaiting: false },
      // Whoever was there then may have left.
      here: isTrouble ? [] : summary.here,
      isAway: onDevice !== null && !onDevice.has(summary.id),
    }))
    const rows = [...begun, ...listed]
      .filter(({ id }) => !isGoing(wishes.get(id)))
      .map((row) => freshTitle(row, at))
    return { kind: 'listed', rows, at, trouble: isTrouble ? trouble : null }
  }

  /** What was refused is back in the list by itself; a sentence says why. */
  #tellRefusals(): () => void {
    let granted = 0
    return effect(() => {
      const entries = this.#options.outbox.entries.value
      for (const { id, kind, document, refusal, sentence } of refusedWishes(entries)) {
        const title = this.#list.peek()?.documents.find((each) => each.id === document)?.title
        const why = t(`refusals.${refusal}`, { defaultValue: sentence })
        toast(t(REFUSED[kind], { title: title || t('library.untitled'), sentence: why }))
        void this.#options.outbox.drop(id)
      }
      const before = granted
      granted = grantedWishes(entries)
      if (granted > before) void this.refresh()
    })
  }

  readonly #look = () => {
    if (document.visibilityState === 'visible') void this.refresh()
  }
}

const REFUSED = {
  'document.trash': 'library.notDeleted',
  'document.restore': 'library.notRestored',
  'document.leave': 'library.notLeft',
  'document.keep': 'library.notBack',
} as const satisfies Record<WishKind, string>

const isGoing = (kind: WishKind | undefined) =>
  kind === 'document.trash' || kind === 'document.leave'

/** Documents that were begun here and that the list does not have yet, the last first. */
function begunHere(entries: readonly Entry[], list: KeptList | null): LibraryRow[] {
  const known = new Set(list?.documents.map(({ id }) => id))
  return entries
    .filter((entry) => entry.intent.kind === 'document.create' && entry.state !== 'refused')
    .filter((entry) => entry.state === 'waiting' || !isOver(entry, list?.at ?? 0))
    .filter(({ intent }) => !known.has(intent.lane))
    .map(({ intent: { lane: id, at }, state }) => ({
      ...{ id, title: '', createdAt: at, changedAt: at, here: [], role: 'own' as const },
      ...{ isWaiting: state === 'waiting', isAway: false },
    }))
    .reverse()
}

/** Confirmed before the server was asked for the list. */
const isOver = (entry: Entry, asked: number) => entry.state === 'confirmed' && entry.at < asked

async function fetchDocuments(): Promise<readonly DocumentSummary[] | null> {
  try {
    const reply = await fetch('/api/documents')
    const read = documentListSchema.safeParse(reply.ok ? await reply.json() : null)
    return read.success ? read.data.documents : null
  } catch {
    return null
  }
}
