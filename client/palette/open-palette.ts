import { type ReadonlySignal, signal } from '@preact/signals'

/** The one command that the palette does not list. */
export const PALETTE = 'app.palette'
export const PALETTE_KEYS = 'Mod-k'

/** Which of the two lists of all commands is open. */
export type Opened = 'palette' | 'help' | null

const opened = signal<Opened>(null)

export const openedList: ReadonlySignal<Opened> = opened

export function openPalette(): void {
  opened.value = 'palette'
}

export function openHelp(): void {
  opened.value = 'help'
}

export function closeList(): void {
  opened.value = null
}
