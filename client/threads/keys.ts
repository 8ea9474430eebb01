import { IS_MAC } from '../editor/key-name.ts'
import type { Margin } from './margin.ts'

export const COMMENT_KEYS = 'Mod-Alt-m'
export const THREAD_KEYS = 'Mod-Alt-k'

/**
 * The keys of threads, on the whole window: also where the text may not be changed, and so its own
 * keys do not work. Returns the undo.
 */
export function listenForKeys(margin: Margin): () => void {
  const listen = (event: KeyboardEvent) => {
    const mod = IS_MAC ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey
    if (!mod || !event.altKey || event.shiftKey || event.isComposing) return
    // By the key's place: with Alt it writes another letter.
    const act = event.code === 'KeyM' ? comment : event.code === 'KeyK' ? cross : null
    if (!act || margin.isHidden.peek() || document.querySelector('dialog[open]')) return
    event.preventDefault()
    act(margin, event.target)
  }
  addEventListener('keydown', listen)
  return () => removeEventListener('keydown', listen)
}

function comment(margin: Margin): void {
  margin.comment()
}

/** To the thread, and back. */
function cross(margin: Margin, target: EventTarget | null): void {
  const isInThread = target instanceof Element && target.closest('[data-card]') !== null
  if (isInThread) margin.toText()
  else margin.fromText()
}
