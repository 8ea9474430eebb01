import { type ReadonlySignal, signal } from '@preact/signals'
import {
  type DocumentSummary,
  documentListSchema,
} from '../../shared/documents/document-summary.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import { uuidv7 } from '../../shared/kit/ids.ts'
import { freshTitle } from './seen-titles.ts'

/** Until a feed tells: how often the library asks who is in which document. */
const POLL_MS = 10_000

export type LibraryState =
  | { kind: 'loading' }
  | { kind: 'failed' }
  /** `stale`: the server did not answer since. */
  | { kind: 'listed'; documents: readonly DocumentSummary[]; at: number; stale: boolean }

/** My documents, asked for again and again while the page is looked at. */
export class Library {
  readonly state: ReadonlySignal<LibraryState>
  readonly #state = signal<LibraryState>({ kind: 'loading' })
  readonly #clock: Clock
  #cancel: () => void = () => {}
  #closed = false

  /** `known` resolves when the server knows who asks. */
  constructor(clock: Clock, known: Promise<void>) {
    this.state = this.#state
    this.#clock = clock
    document.addEventListener('visibilitychange', this.#look)
    void known.then(() => this.refresh())
  }

  async refresh(): Promise<void> {
    this.#cancel()
    const documents = await fetchDocuments()
    if (this.#closed) return
    this.#state.value = next(this.#state.value, documents, this.#clock.now())
    this.#cancel()
    this.#cancel = this.#clock.after(POLL_MS, this.#look)
  }

  close(): void {
    this.#closed = true
    this.#cancel()
    document.removeEventListener('visibilitychange', this.#look)
  }

  readonly #look = () => {
    if (document.visibilityState === 'visible') void this.refresh()
  }
}

/** Makes a document under an id of our own; null when the server did not take it. */
export async function createDocument(clock: Clock): Promise<string | null> {
  const id = uuidv7(clock.now())
  const reply = await fetch('/api/documents', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id }),
  }).catch(() => null)
  return reply?.ok ? id : null
}

async function fetchDocuments(): Promise<readonly DocumentSummary[] | null> {
  const reply = await fetch('/api/documents').catch(() => null)
  if (!reply?.ok) return null
  const read = documentListSchema.safeParse(await reply.json())
  return read.success ? read.data.documents : null
}

function next(
  before: LibraryState,
  documents: readonly DocumentSummary[] | null,
  at: number,
): LibraryState {
  if (documents) {
    const fresh = documents.map((summary) => freshTitle(summary, at))
    return { kind: 'listed', documents: fresh, at, stale: false }
  }
  return before.kind === 'listed' ? { ...before, stale: true } : { kind: 'failed' }
}
