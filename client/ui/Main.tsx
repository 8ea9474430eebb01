import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { hasMoved } from './path.ts'

interface MainProps {
  class: string | undefined
  children: ComponentChildren
}

/** The main part of a page. Takes the focus that was lost with the page one came from. */
export function Main({ class: name, children }: MainProps) {
  const main = useRef<HTMLElement>(null)
  useEffect(() => {
    const isLost = document.activeElement === document.body
    if (hasMoved() && isLost) main.current?.focus({ preventScroll: true })
  }, [])
  return (
    <main ref={main} class={name} tabIndex={-1}>
      {children}
    </main>
  )
}
