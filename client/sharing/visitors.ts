import type { AudienceRole } from '../../shared/sharing/visitors.ts'

/** Longer than a slow phone needs. */
const ANSWER_MS = 8_000

/** Loaded with the document, unlike the dialog. False: it stays as it was. */
export async function letVisitors(document: string, role: AudienceRole): Promise<boolean> {
  const reply = await fetch(`/api/documents/${document}/visitors`, {
    method: 'PUT',
    signal: AbortSignal.timeout(ANSWER_MS),
    body: JSON.stringify({ role }),
    headers: { 'content-type': 'application/json' },
  }).catch(() => null)
  return reply?.ok === true
}
