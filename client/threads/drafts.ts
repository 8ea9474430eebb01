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

type All = Readonly<Record<string, Draft>>

const draftsSchema = z.record(z.string(), z.unknown())
const draftSchema = z.object({
  body: z.unknown(),
  anchor: z.nullable(anchorSchema),
  isOpen: z.boolean(),
})

/** [TC6] Survive closing a field and closing the page; in this browser only. */
export class Drafts {
  readonly all: ReadonlySignal<All>
  readonly #all = signal<All>({})
  /** Written in this tab and not kept yet. */
  readonly #owed = new Set<string>()
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

  /** Its field is empty at once; this browser forgets the words when they are safe elsewhere. */
  send(key: string, safe: Promise<void>): void {
    this.#all.value = withDraft(this.#all.peek(), key, null)
    void safe.then(() => {
      // Something new may have been begun there meanwhile.
      if (this.of(key) === null) this.keep(key, null)
    })
  }

  keep(key: string, draft: Draft | null): void {
    this.#all.value = withDraft(this.#all.peek(), key, draft)
    this.#owed.add(key)
    try {
      // Other tabs keep drafts under the same key: only what was written in this one is changed.
      let kept = read(this.#kept.getItem(this.#key))
      for (const owed of this.#owed) kept = withDraft(kept, owed, this.of(owed))
      this.#kept.setItem(this.#key, JSON.stringify(kept))
      this.#owed.clear()
    } catch {
      // Full or forbidden: the draft lives as long as the page.
    }
  }
}

function withDraft(all: All, key: string, draft: Draft | null): All {
  const { [key]: _, ...others } = all
  return draft ? { ...others, [key]: draft } : others
}

function read(text: string | null): All {
  if (!text?.startsWith('{')) return {}
  try {
    const found = draftsSchema.safeParse(JSON.parse(text))
    const all = Object.entries(found.success ? found.data : {}).flatMap(([key, said]) => {
      const draft = draftSchema.safeParse(said)
      return draft.success ? [[key, draft.data] as const] : []
    })
    return Object.fromEntries(all)
  } catch {
    return {}
  }
}
