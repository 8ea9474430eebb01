import { type ReadonlySignal, signal } from '@preact/signals'

/** The one command that the palette does not list. */
export const PALETTE = 'app.palette'
export const PALETTE_KEYS = 'Mod-k'

/** Which of the two lists of all commands is open, for the how many-eth time. */
export interface Opened {
  list: 'palette' | 'help'
  turn: number
}

const opened = signal<Opened | null>(null)
let turns = 0

export const openedList: ReadonlySignal<Opened | null> = opened

export const openPalette = (): void => open('palette')

export const openHelp = (): void => open('help')

/** A dialog tells late that it was closed: by then the next one may be open. */
export function closeList(turn: number): void {
  if (opened.peek()?.turn === turn) opened.value = null
}

function open(list: Opened['list']): void {
  turns += 1
  opened.value = { list, turn: turns }
}
