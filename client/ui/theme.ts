import { effect, signal } from '@preact/signals'

export type Theme = 'system' | 'light' | 'dark'

export const THEMES: readonly Theme[] = ['system', 'light', 'dark']

const KEY = 'interline.theme'

/** What this browser prefers; `system` follows the machine. */
export const theme = signal<Theme>('system')

/** Takes the kept theme and from now on shows and keeps every change of it. */
export function startTheme(keep: Pick<Storage, 'getItem' | 'setItem'>): () => void {
  const kept = keep.getItem(KEY)
  if (kept === 'light' || kept === 'dark') theme.value = kept
  return effect(() => {
    keep.setItem(KEY, theme.value)
    if (theme.value === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme.value
  })
}
