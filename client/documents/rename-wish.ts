let wished: string | null = null

/** The next time this document opens in this tab, its first line is what one wants to write. */
export function wishToRename(document: string): void {
  wished = document
}

/** True once. */
export function takeRenameWish(document: string): boolean {
  const isWished = wished === document
  wished = null
  return isWished
}
