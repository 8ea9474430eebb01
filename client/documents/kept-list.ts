import * as z from 'zod/mini'
import {
  type DocumentSummary,
  documentSummarySchema,
} from '../../shared/documents/document-summary.ts'

/** Enough for anybody's list, small enough for a browser's small store. */
const KEPT_AT_MOST = 500

export interface KeptList {
  documents: readonly DocumentSummary[]
  /** When the server said so, ms UTC. */
  at: number
}

const keptListSchema = z.object({ documents: z.array(documentSummarySchema), at: z.int() })

const keyOf = (person: string) => `interline.library.${person}`

/** The list as the server said it last, so that the library is there before and without it. */
export function keptList(kept: Pick<Storage, 'getItem'>, person: string): KeptList | null {
  try {
    const read = keptListSchema.safeParse(JSON.parse(kept.getItem(keyOf(person)) ?? 'null'))
    return read.success ? read.data : null
  } catch {
    return null
  }
}

/** Who was there then is nobody's business later. */
export function keepList(kept: Pick<Storage, 'setItem'>, person: string, list: KeptList): void {
  const documents = list.documents
    .slice(0, KEPT_AT_MOST)
    .map((summary) => ({ ...summary, here: [] }))
  try {
    kept.setItem(keyOf(person), JSON.stringify({ documents, at: list.at }))
  } catch {
    // A full store: the list is there again with the next answer.
  }
}
