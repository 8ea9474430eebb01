import { IS_MAC } from '../editor/key-name.ts'
import { commandsWithKeys } from '../ui/commands.ts'

/** Runs the command whose key was pressed, on whatever page; returns the undo. */
export function listenForKeys(): () => void {
  const press = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return
    const isWriting = event.target instanceof Element && event.target.closest(WRITING) !== null
    // What is typed must not wait for us.
    if (isWriting && !event.ctrlKey && !event.metaKey && !event.altKey) return
    // A dialog is the whole page while it is open.
    if (document.querySelector('dialog[open]')) return
    const command = commandsWithKeys().find(
      ({ keys, isHeard }) =>
        !isHeard && keys?.split(' ').some((each) => means(each, event, isWriting)),
    )
    if (!command) return
    event.preventDefault()
    command.run()
  }
  addEventListener('keydown', press)
  return () => removeEventListener('keydown', press)
}

const WRITING = 'input, textarea, select, [contenteditable="true"]'

function means(keys: string, event: KeyboardEvent, isWriting: boolean): boolean {
  const parts = keys.split('-')
  const key = parts.at(-1) ?? ''
  const has = (name: string) => parts.includes(name)
  if (isWriting && !has('Mod') && !has('Alt')) return false
  const isMod = IS_MAC ? event.metaKey : event.ctrlKey
  const isOther = IS_MAC ? event.ctrlKey : event.metaKey
  if (isOther || isMod !== has('Mod') || event.altKey !== has('Alt')) return false
  // Which keys make a sign, Shift among them, is the keyboard's affair.
  const isLetter = /^[a-z]$/i.test(key)
  if (isLetter && event.shiftKey !== has('Shift')) return false
  return event.key.toLowerCase() === key.toLowerCase()
}
