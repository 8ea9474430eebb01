import { signal } from '@preact/signals'

/** The path of the page shown; changes without loading anything again. */
export const path = signal('/')

let moved = false

/** Whether another page of this site was shown before in this tab. */
export const hasMoved = (): boolean => moved

/** Goes to a path of this site. */
export function go(to: string): void {
  moved = true
  history.pushState(null, '', to)
  path.value = location.pathname
  scrollTo(0, 0)
}

/** Follows the back button, and presses on links that stay on this site. */
export function startPath(): () => void {
  path.value = location.pathname
  const follow = () => {
    moved = true
    path.value = location.pathname
  }
  const press = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (!link || !staysHere(link, event)) return
    event.preventDefault()
    go(link.pathname)
  }
  addEventListener('popstate', follow)
  document.addEventListener('click', press)
  return () => {
    removeEventListener('popstate', follow)
    document.removeEventListener('click', press)
  }
}

function staysHere(link: HTMLAnchorElement, event: MouseEvent): boolean {
  if (event.defaultPrevented || event.button !== 0) return false
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return false
  if (link.isContentEditable || link.target || link.hasAttribute('download')) return false
  return link.origin === location.origin && link.hash === ''
}
