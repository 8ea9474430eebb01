import { type ReadonlySignal, signal } from '@preact/signals'

/** Below this the margin is a sheet from the bottom; Panel.module.css says the same. */
const NARROW = '(width < 900px)'

/** Whether the window is narrow, now and from now on; and the undo. */
export function narrowWindow(): [ReadonlySignal<boolean>, () => void] {
  const query = matchMedia(NARROW)
  const isNarrow = signal(query.matches)
  const look = () => {
    isNarrow.value = query.matches
  }
  query.addEventListener('change', look)
  return [isNarrow, () => query.removeEventListener('change', look)]
}
