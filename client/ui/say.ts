import { type ReadonlySignal, signal } from '@preact/signals'

/** What comes within this time is said in one breath (ms). */
const GATHER_MS = 600

const said = signal('')

/** The last things said, for the one live region of the page. */
export const lastSaid: ReadonlySignal<string> = said

let waiting: string[] = []

/** Tells those who listen, politely: they hear it when what they do now is read out. */
export function say(sentence: string): void {
  if (sentence === '') return
  if (waiting.length === 0) setTimeout(speak, GATHER_MS)
  if (!waiting.includes(sentence)) waiting.push(sentence)
}

function speak(): void {
  const text = waiting.join(' ')
  waiting = []
  // The same words again would be no change, and so would not be read.
  said.value = said.value === text ? `${text} ` : text
}
