const GAP_PX = 4

/** Puts an open popover below its button and ends with it, or above where there is more room. */
export function placeBelow(popover: HTMLElement, button: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = popover
  const { clientWidth, clientHeight } = document.documentElement
  const isFromRight = getComputedStyle(popover).direction === 'rtl'
  const start = isFromRight ? button.left : button.right - width
  const left = Math.max(GAP_PX, Math.min(start, clientWidth - width - GAP_PX))
  const below = button.bottom + GAP_PX
  const fits = below + height <= clientHeight - GAP_PX
  popover.style.visibility = ''
  popover.style.left = `${left}px`
  popover.style.top = `${fits ? below : Math.max(GAP_PX, button.top - height - GAP_PX)}px`
}
