const LIMIT_BYTES = 64 * 1024

export type JsonBody =
  | { kind: 'json'; value: unknown }
  | { kind: 'nothing' }
  | { kind: 'malformed' }
  | { kind: 'too-large' }

/** What a request says in JSON. A body beyond the limit is not even read to its end. */
export async function jsonBody(request: Request): Promise<JsonBody> {
  if (Number(request.headers.get('content-length') ?? 0) > LIMIT_BYTES) return { kind: 'too-large' }
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.length
    if (size > LIMIT_BYTES) return { kind: 'too-large' }
    text += decoder.decode(chunk, { stream: true })
  }
  text += decoder.decode()
  if (text.trim() === '') return { kind: 'nothing' }
  try {
    return { kind: 'json', value: JSON.parse(text) }
  } catch {
    return { kind: 'malformed' }
  }
}
