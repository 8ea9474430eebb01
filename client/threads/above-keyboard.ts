/**
 * Some phones lay their keyboard over the page and leave what is fixed to its bottom behind it: the
 * field one writes in would be out of sight. Says in `--keyboard` how much is covered. Returns the
 * undo.
 */
export function standAboveKeyboard(sheet: HTMLElement): () => void {
  const seen = visualViewport
  if (!seen) return () => {}
  const look = () => {
    // Zoomed in one sees a part of the page, and no keyboard makes it smaller.
    const covered = seen.scale > 1.01 ? 0 : innerHeight - seen.height - seen.offsetTop
    sheet.style.setProperty('--keyboard', `${Math.max(0, Math.round(covered))}px`)
  }
  look()
  seen.addEventListener('resize', look)
  seen.addEventListener('scroll', look)
  return () => {
    seen.removeEventListener('resize', look)
    seen.removeEventListener('scroll', look)
  }
}
