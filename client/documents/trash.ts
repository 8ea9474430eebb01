import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import { type TrashedDocument, trashListSchema } from '../../shared/documents/trashed-document.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import { toast } from '../ui/toasts.ts'
import { t } from '../words/words.ts'
import { grantedWishes, openWishes, type Wishes, wish } from './wishes.ts'

export type TrashState =
  | { kind: 'loading' }
  | { kind: 'failed' }
  | { kind: 'listed'; documents: readonly TrashedDocument[]; now: number }

export interface TrashOptions {
  clock: Clock
  known: Promise<void>
  outbox: Wishes
  go: (path: string) => void
}

/** What I deleted in the last thirty days. */
export class Trash {
  readonly state: ReadonlySignal<TrashState>
  readonly #options: TrashOptions
  readonly #answer = signal<{ documents: readonly TrashedDocument[]; at: number } | null>(null)
  readonly #failed = signal(false)
  readonly #stopFollowing: () => void
  #closed = false

  constructor(options: TrashOptions) {
    this.#options = options
    this.state = computed(() => this.#now())
    this.#stopFollowing = this.#follow()
    void options.known.then(() => this.refresh())
  }

  async refresh(): Promise<void> {
    const at = this.#options.clock.now()
    const documents = await fetchTrash()
    if (this.#closed) return
    this.#failed.value = documents === null
    if (documents) this.#answer.value = { documents, at }
  }

  restore({ id, title }: TrashedDocument): void {
    wish(this.#options.outbox, this.#options.clock, 'document.restore', id)
    toast(t('trash.restored', { title: title || t('library.untitled') }), {
      label: t('trash.open'),
      run: () => this.#openOnceBack(id),
    })
  }

  /** Nobody can undo this, so it never waits for a network: it is done now or not at all. */
  async destroy({ id, title }: TrashedDocument): Promise<void> {
    const name = { title: title || t('library.untitled') }
    const reply = await fetch(`/api/documents/${id}`, { method: 'DELETE' }).catch(() => null)
    toast(reply?.ok ? t('trash.destroyed', name) : t('trash.notDestroyed', name))
    await this.refresh()
  }

  close(): void {
    this.#closed = true
    this.#stopFollowing()
  }

  /** Before the server has it back it would say of it only that it is deleted. */
  #openOnceBack(document: string): void {
    const { outbox, go } = this.#options
    let isDone = false
    const stop = effect(() => {
      const isWaiting = outbox.entries.value.some(
        ({ intent: { lane, kind }, state }) =>
          state === 'waiting' && lane === document && kind === 'document.restore',
      )
      if (isWaiting || isDone) return
      isDone = true
      queueMicrotask(() => {
        stop()
        go(`/d/${document}`)
      })
    })
  }

  #now(): TrashState {
    const answer = this.#answer.value
    if (!answer) return { kind: this.#failed.value ? 'failed' : 'loading' }
    const wishes = openWishes(this.#options.outbox.entries.value, answer.at)
    return {
      kind: 'listed',
      documents: answer.documents.filter(({ id }) => wishes.get(id) !== 'document.restore'),
      now: answer.at,
    }
  }

  #follow(): () => void {
    let granted = 0
    return effect(() => {
      const before = granted
      granted = grantedWishes(this.#options.outbox.entries.value)
      if (granted > before) void this.refresh()
    })
  }
}

/** null: the server does not answer. */
export async function fetchTrash(): Promise<readonly TrashedDocument[] | null> {
  try {
    const reply = await fetch('/api/trash')
    const read = trashListSchema.safeParse(reply.ok ? await reply.json() : null)
    return read.success ? read.data.documents : null
  } catch {
    return null
  }
}
