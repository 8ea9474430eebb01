import type { Account } from './account.ts'

/** What a start of this page needs of the browser's small store. */
export type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** Whose things are to go with the next start: whatever happens to the tab that said so. */
const KEY = 'interline.leaving'
/** Tells the other tabs, once the session is over: before that they would forget it too early. */
const LEFT_KEY = 'interline.left'

export interface Leaving {
  home: string
  person: string
}

export const isLeft = (kept: Keep): boolean => kept.getItem(KEY) !== null

export function whoLeaves(kept: Keep): Leaving | null {
  const [home, person] = kept.getItem(KEY)?.split(' ') ?? []
  return home && person ? { home, person } : null
}

/** [CA6] From now on every start of the page removes what is theirs, until it is all gone. */
export const beginLeaving = (kept: Keep, { home, person }: Leaving): void =>
  kept.setItem(KEY, `${home} ${person}`)

export function endLeaving(kept: Keep): void {
  kept.removeItem(KEY)
  kept.removeItem(LEFT_KEY)
}

/** [CA6] [CA7] The session is over: this tab and the others begin anew, and forget. */
export function leave(kept: Keep, to: string): void {
  kept.setItem(LEFT_KEY, to)
  location.replace(to)
}

/** [CA7] Another tab of this browser signed in or out: this one does not go on as somebody else. */
export function followOtherTabs(account: Account): void {
  addEventListener('storage', ({ key, newValue }) => {
    if (key === LEFT_KEY && newValue !== null) location.replace(newValue)
    if (key === 'interline.me' && newValue !== null) void account.meet()
  })
}
