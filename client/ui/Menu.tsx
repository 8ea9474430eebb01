import { useId, useRef } from 'preact/hooks'
import { IconButton } from './Button.tsx'
import { Icon, type IconName } from './Icon.tsx'
import styles from './Menu.module.css'
import { placeBelow } from './place-below.ts'

export interface MenuItem {
  label: string
  icon: IconName
  run: () => void
  /** The key that does the same where the menu is not open. */
  shortcut?: string
  isDanger?: boolean
}

interface MenuProps {
  label: string
  icon: IconName
  items: readonly MenuItem[]
}

/** A button and the menu below it, or above where there is more room. */
export function Menu({ label, icon, items }: MenuProps) {
  const id = useId()
  const frame = useRef<HTMLSpanElement>(null)
  const menu = useRef<HTMLDivElement>(null)
  const button = () => frame.current?.querySelector('button')
  const move = (event: KeyboardEvent) => {
    const entries = [...(menu.current?.querySelectorAll('button') ?? [])]
    const at = entries.findIndex((entry) => entry.matches(':focus'))
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key]
    if (event.key === 'Tab') menu.current?.hidePopover()
    if (to === undefined) return
    event.preventDefault()
    entries.at(to % entries.length)?.focus()
  }
  const toggled = () => {
    const isOpen = menu.current?.matches(':popover-open') ?? false
    button()?.setAttribute('aria-expanded', String(isOpen))
    const at = button()?.getBoundingClientRect()
    if (!isOpen || !menu.current || !at) return
    placeBelow(menu.current, at)
    menu.current.querySelector('button')?.focus()
  }
  return (
    <span ref={frame}>
      <IconButton
        icon={icon}
        label={label}
        aria-haspopup='menu'
        aria-expanded={false}
        popovertarget={id}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return
          event.preventDefault()
          menu.current?.showPopover()
        }}
      />
      <div
        ref={menu}
        id={id}
        class={styles.menu}
        popover='auto'
        role='menu'
        aria-label={label}
        // Unseen until it is where it belongs.
        onBeforeToggle={({ currentTarget }) => {
          currentTarget.style.visibility = 'hidden'
        }}
        onToggle={toggled}
        onKeyDown={move}
      >
        {items.map(({ label: name, icon: sign, run, shortcut, isDanger }) => (
          <button
            key={name}
            type='button'
            role='menuitem'
            tabIndex={-1}
            aria-keyshortcuts={shortcut}
            class={`${styles.item} ${isDanger ? styles.danger : ''}`}
            onClick={() => {
              menu.current?.hidePopover()
              run()
            }}
          >
            <Icon name={sign} />
            {name}
            {shortcut && (
              <span class={styles.key} aria-hidden='true'>
                <kbd>{shortcut}</kbd>
              </span>
            )}
          </button>
        ))}
      </div>
    </span>
  )
}
