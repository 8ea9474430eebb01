import { type ReadonlySignal, signal } from '@preact/signals'
import * as z from 'zod/mini'
import { type Anchor, anchorSchema } from '../../shared/threads/anchor-schema.ts'

/** Words not sent yet, as the small editor holds them. `key`: a thread's id, or `new`. */
export interface Draft {
  body: unknown
  /** Of a new thread only. */
  anchor: Anchor | null
  /** A new thread's field was open when the page was left. */
  isOpen: boolean
}

export const NEW = 'new'

const draftsSchema = z.record(
  z.string(),
  z.object({ body: z.unknown(), anchor: z.nullable(anchorSchema), isOpen: z.boolean() }),
)

/** [TC6] Survive closing a field and closing the page; in this browser only. */
export class Drafts {
  readonly all: ReadonlySignal<Readonly<Record<string, Draft>>>
  readonly #all = signal<Readonly<Record<string, Draft>>>({})
  readonly #key: string
  readonly #kept: Pick<Storage, 'getItem' | 'setItem'>

  constructor(kept: Pick<Storage, 'getItem' | 'setItem'>, home: string, document: string) {
    this.#kept = kept
    this.#key = `interline.drafts.${home}.${document}`
    this.all = this.#all
    this.#all.value = read(kept.getItem(this.#key))
  }

  of(key: string): Draft | null {
    return this.#all.peek()[key] ?? null
  }

  keep(key: string, draft: Draft | null): void {
    const { [key]: _, ...others } = this.#all.peek()
    this.#all.value = draft ? { ...others, [key]: draft } : others
    try {
      this.#kept.setItem(this.#key, JSON.stringify(this.#all.peek()))
    } catch {
      // Full or forbidden: the draft lives as long as the page.
    }
  }
}

function read(text: string | null): Readonly<Record<string, Draft>> {
  if (!text?.startsWith('{')) return {}
  try {
    const found = draftsSchema.safeParse(JSON.parse(text))
    return found.success ? found.data : {}
  } catch {
    return {}
  }
}
