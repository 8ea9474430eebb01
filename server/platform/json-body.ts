const LIMIT_BYTES = 64 * 1024

/** What a request says in JSON; undefined: nothing, too much, or no JSON. */
export async function jsonBody(request: Request): Promise<unknown> {
  const text = await boundedText(request)
  if (text === null) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function boundedText(request: Request): Promise<string | null> {
  if (!request.body) return null
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.length
    if (size > LIMIT_BYTES) return null
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
