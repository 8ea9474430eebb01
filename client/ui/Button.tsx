import type { ComponentChildren } from 'preact'
import type { JSX } from 'preact/jsx-runtime'
import styles from './Button.module.css'
import { Icon, type IconName } from './Icon.tsx'

type Native = Omit<JSX.IntrinsicElements['button'], 'class' | 'className' | 'children' | 'icon'>

interface Look {
  look?: 'primary' | 'outlined' | 'quiet'
  icon?: IconName
  children?: ComponentChildren
}

/** A button with words, and an icon before them if one helps. */
export function Button({ look = 'quiet', icon, children, ...native }: Look & Native) {
  return (
    <button type='button' {...native} class={`${styles.button} ${styles[look] ?? ''}`}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  )
}

/** A button that is only an icon: `label` is its name, and shows as a tip. */
export function IconButton({ label, icon, ...native }: { label: string; icon: IconName } & Native) {
  return (
    <button
      type='button'
      aria-label={label}
      title={label}
      {...native}
      class={`${styles.button} ${styles.bare}`}
    >
      <Icon name={icon} />
    </button>
  )
}

/** A place to go that looks like a button. */
export function ButtonLink({
  href,
  look = 'quiet',
  icon,
  label,
  children,
}: Look & { href: string; label?: string }) {
  return (
    <a
      href={href}
      aria-label={label}
      title={label}
      class={`${styles.button} ${styles[look] ?? ''} ${children ? '' : styles.bare}`}
    >
      {icon && <Icon name={icon} />}
      {children}
    </a>
  )
}
