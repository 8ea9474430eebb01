import { IS_MAC, isSequence } from '../editor/key-name.ts'
import { type Command, commandsWithKeys } from '../ui/commands.ts'

/** The second key of two comes within this time (ms). */
const TOGETHER_MS = 1_500

/** Runs the command whose key was pressed, on whatever page; returns the undo. */
export function listenForKeys(): () => void {
  let first: { key: string; at: number } | null = null
  const press = (event: KeyboardEvent) => {
    const before = first && event.timeStamp - first.at < TOGETHER_MS ? first.key : null
    first = null
    if (event.defaultPrevented || event.isComposing || event.repeat) return
    const isWriting = event.target instanceof Element && event.target.closest(WRITING) !== null
    // What is typed must not wait for us.
    if (isWriting && writes(event)) return
    // A dialog is the whole page while it is open.
    if (document.querySelector('dialog[open]')) return
    const all = commandsWithKeys().filter(({ isHeard }) => !isHeard)
    const isPlain = !isWriting && writes(event)
    const command =
      (isPlain && before && all.find((each) => has(each, `${before},${event.key}`))) ||
      all.find(({ keys }) => keys?.split(' ').some((each) => means(each, event, isWriting)))
    if (command) {
      event.preventDefault()
      command.run()
    } else if (isPlain && all.some(({ keys }) => beginsSequence(keys, event.key)))
      first = { key: event.key, at: event.timeStamp }
  }
  addEventListener('keydown', press)
  return () => removeEventListener('keydown', press)
}

const WRITING = 'input, textarea, select, [contenteditable="true"]'

/** Keys by themselves write something, or move in it; those of the top row do not. */
function writes({ ctrlKey, metaKey, altKey, key }: KeyboardEvent): boolean {
  return !ctrlKey && !metaKey && !altKey && !isFunctionKey(key)
}

const isFunctionKey = (key: string) => /^F\d+$/.test(key)

const has = ({ keys }: Command, wanted: string) => keys?.split(' ').includes(wanted) ?? false

function beginsSequence(keys: string | undefined, key: string): boolean {
  return keys?.split(' ').some((each) => isSequence(each) && each.startsWith(key)) ?? false
}

function means(keys: string, event: KeyboardEvent, isWriting: boolean): boolean {
  if (isSequence(keys)) return false
  const parts = keys.split('-')
  const key = parts.at(-1) ?? ''
  const has = (name: string) => parts.includes(name)
  if (isWriting && !has('Mod') && !has('Alt') && !isFunctionKey(key)) return false
  const isMod = IS_MAC ? event.metaKey : event.ctrlKey
  const isOther = IS_MAC ? event.ctrlKey : event.metaKey
  if (isOther || isMod !== has('Mod') || event.altKey !== has('Alt')) return false
  // Which keys make a sign, Shift among them, is the keyboard's affair.
  const isSign = key.length === 1 && !/^[a-z]$/i.test(key)
  if (!isSign && event.shiftKey !== has('Shift')) return false
  return event.key.toLowerCase() === key.toLowerCase()
}
