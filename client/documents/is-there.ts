/** Whether the document is there for me now; false also when nobody answers. */
export async function isThere(document: string): Promise<boolean> {
  const reply = await fetch(`/api/documents/${document}`).catch(() => null)
  return reply?.ok === true
}
