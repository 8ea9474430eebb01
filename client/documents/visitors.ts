import { documentSummarySchema } from '../../shared/documents/document-summary.ts'
import { VISITOR_ROLES, type VisitorRole } from '../../shared/sharing/visitors.ts'

/** Longer than a slow phone needs. */
const ANSWER_MS = 8_000

/** What whoever has the link may do; null: the server does not answer. */
export async function whatVisitorsMay(document: string): Promise<VisitorRole | null> {
  const reply = await ask(document, 'GET')
  const found = documentSummarySchema.safeParse(await reply?.json().catch(() => null))
  return VISITOR_ROLES.find((role) => role === found.data?.visitors) ?? null
}

/** False: it stays as it was. */
export async function letVisitors(document: string, role: VisitorRole): Promise<boolean> {
  const reply = await ask(`${document}/visitors`, 'PUT', { role })
  return reply?.ok === true
}

function ask(path: string, method: 'GET' | 'PUT', body?: unknown): Promise<Response | null> {
  return fetch(`/api/documents/${path}`, {
    method,
    signal: AbortSignal.timeout(ANSWER_MS),
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  }).catch(() => null)
}
