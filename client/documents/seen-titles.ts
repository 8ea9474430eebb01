/** The server reads titles up to 5 s after the last edit; until then this tab knows better. */
const SERVER_KNOWS_MS = 10_000

const seen = new Map<string, { title: string; at: number }>()

/** What a document's first line was when this tab had it open last. */
export function sawTitle(document: string, title: string, at: number): void {
  seen.set(document, { title, at })
}

/** The title as this tab saw it a moment ago, else as the server says. */
export function freshTitle<T extends { id: string; title: string }>(summary: T, now: number): T {
  const own = seen.get(summary.id)
  if (!own || now - own.at > SERVER_KNOWS_MS) return summary
  return { ...summary, title: own.title }
}
