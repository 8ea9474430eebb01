import { homesHere } from './homes-here.ts'

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

/** `nth`: how often this was said, by so many tabs. */
export function whoLeaves(kept: Keep): (Leaving & { nth: number }) | null {
  const [home, person, nth] = kept.getItem(KEY)?.split(' ') ?? []
  return home && person ? { home, person, nth: Number(nth) || 0 } : null
}

/** [CA6] From now on every start of the page removes what is theirs, until it is all gone. */
export function beginLeaving(kept: Keep, { home, person }: Leaving): void {
  kept.setItem(KEY, `${home} ${person} ${(whoLeaves(kept)?.nth ?? 0) + 1}`)
}

/** `upTo`: what another tab has said meanwhile stays said; it may have written until then. */
export function endLeaving(kept: Keep, upTo = whoLeaves(kept)): void {
  if (whoLeaves(kept)?.nth !== upTo?.nth) return
  kept.removeItem(KEY)
  kept.removeItem(LEFT_KEY)
}

/** [CA6] [CA7] The session is over: this tab and the others begin anew, and forget. */
export function leave(kept: Keep, to: string): void {
  const { home, person } = whoLeaves(kept) ?? {}
  kept.setItem(LEFT_KEY, [to, home, person].join(' '))
  location.replace(to)
}

/** [CA7] Another tab of this browser signed in or out: this one does not go on as somebody else. */
export function followOtherTabs(account: { meet: () => Promise<void> }, kept: Keep): void {
  addEventListener('storage', ({ key, newValue }) => {
    if (key === LEFT_KEY && newValue !== null) {
      const [to = '/', home, person] = newValue.split(' ')
      // What this tab wrote until now may have come after the other one had forgotten it all. A tab
      // that slept so long that they are back must not take from them.
      const isBack = !isLeft(kept) && homesHere(kept).of === person
      if (home && person && !isBack) beginLeaving(kept, { home, person })
      location.replace(to)
    }
    if (key === 'interline.me' && newValue !== null) void account.meet()
  })
}
