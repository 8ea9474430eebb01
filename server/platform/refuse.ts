/** `application/problem+json` (RFC 9457). The body comes from shared/wire/problem.ts. */
export function refuse(
  problem: { status: number },
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      ...headers,
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
    },
  })
}
