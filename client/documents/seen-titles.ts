import * as z from 'zod/mini'

/** The server reads titles up to 5 s after the last edit; until then this browser knows better. */
const SERVER_KNOWS_MS = 10_000
const REMEMBERED_AT_MOST = 50
const KEY = 'interline.titles'

const seenSchema = z.array(z.tuple([z.string(), z.string(), z.int()]))
type Seen = z.infer<typeof seenSchema>[number]

let seen: Seen[] = []
let keep: Pick<Storage, 'setItem'> | null = null

/** Takes what earlier pages of this browser saw; from now on it is kept. */
export function rememberTitles(kept: Pick<Storage, 'getItem' | 'setItem'>): void {
  keep = kept
  try {
    seen = seenSchema.parse(JSON.parse(kept.getItem(KEY) ?? '[]'))
  } catch {
    seen = []
  }
}

/** What a document's first line was when this browser had it open last. */
export function sawTitle(document: string, title: string, at: number): void {
  const others = seen.filter(([id]) => id !== document)
  seen = [[document, title, at] satisfies Seen, ...others].slice(0, REMEMBERED_AT_MOST)
  try {
    keep?.setItem(KEY, JSON.stringify(seen))
  } catch {
    // A full store: a title may be shown some seconds late after a reload.
  }
}

/**
 * The title as this browser saw it a moment before the server was asked, or since; else as the
 * server says. `asked`: when it was asked, ms UTC.
 */
export function freshTitle<T extends { id: string; title: string }>(summary: T, asked: number): T {
  const own = seen.find(([id]) => id === summary.id)
  if (!own || asked - own[2] > SERVER_KNOWS_MS) return summary
  return { ...summary, title: own[1] }
}
