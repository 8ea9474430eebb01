import { useEffect, useRef } from 'preact/hooks'
import type { IconName } from './Icon.tsx'

/** Something a person can do now, with its name in the palette and its key. */
export interface Command {
  /** The same for ever: the palette remembers by it what was used lately. */
  id: string
  name: string
  /** The heading it stands under in the keyboard help. */
  group: string
  icon?: IconName
  /**
   * As the editor writes them: `Mod-Shift-k`; several with a space between; `g,l` is one key after
   * the other. A key that writes a sign works outside of text only.
   */
  keys?: string
  /** Who offers it listens for its keys already. */
  isHeard?: boolean
  /** Other words people may look for. */
  also?: string
  run: () => void
}

/** Read when it is asked for: what can be done now. */
export type Offer = () => readonly Command[]

/** Who has keys is asked with every key that may be one; a long list of places has none. */
type Keys = 'with keys' | 'without keys'

const offers = new Map<Offer, Keys>()

/** Whoever stands on the page offers what it can do, until it is gone; returns the undo. */
function offer(read: Offer, keys: Keys = 'with keys'): () => void {
  offers.set(read, keys)
  return () => offers.delete(read)
}

/** All that can be done now; what came to the page last stands first, and of two with one id. */
export function commands(): readonly Command[] {
  return read(() => true)
}

export function commandsWithKeys(): readonly Command[] {
  return read((keys) => keys === 'with keys').filter(({ keys }) => keys !== undefined)
}

/** Does what can be done under this name, if it can be done now. */
export function runCommand(id: string): void {
  commands()
    .find((each) => each.id === id)
    ?.run()
}

/** Offers what `read` says as long as the component stands on the page. */
export function useCommands(read: Offer, keys: Keys = 'with keys'): void {
  const last = useRef(read)
  last.current = read
  useEffect(() => offer(() => last.current(), keys), [keys])
}

function read(isMeant: (keys: Keys) => boolean): readonly Command[] {
  const byId = new Map<string, Command>()
  for (const [offered, keys] of [...offers].reverse()) {
    if (!isMeant(keys)) continue
    for (const command of offered()) if (!byId.has(command.id)) byId.set(command.id, command)
  }
  return [...byId.values()]
}
