const KEY = 'interline.recent-commands'
/** As many as one sees at once. */
const AT_MOST = 8

type Kept = Pick<Storage, 'getItem' | 'setItem'>

/** The ids of the commands this browser used lately, the last one first. */
export function recentCommands(kept: Kept): readonly string[] {
  return (kept.getItem(KEY) ?? '').split(' ').filter(Boolean)
}

export function usedCommand(kept: Kept, id: string): void {
  const others = recentCommands(kept).filter((each) => each !== id)
  kept.setItem(KEY, [id, ...others].slice(0, AT_MOST).join(' '))
}
