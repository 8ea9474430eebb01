/** False without a secure context or without leave: there is no clipboard to write to then. */
export async function copyText(text: string): Promise<boolean> {
  if (!('clipboard' in navigator)) return false
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  )
}

/** Gives the reader a file; works on every page. */
export function downloadText(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/markdown' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // A download begins after the click's own turn; the address must live until then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
