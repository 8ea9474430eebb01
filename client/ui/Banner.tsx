import type { ComponentChildren } from 'preact'
import styles from './Banner.module.css'
import { Icon } from './Icon.tsx'

interface BannerProps {
  tone: 'note' | 'warning' | 'danger'
  children: ComponentChildren
  /** Buttons at the end. */
  end?: ComponentChildren
}

const ICON = { note: 'info', warning: 'warning', danger: 'alert' } as const

/** Something about the whole page that stays true for a while. */
export function Banner({ tone, children, end }: BannerProps) {
  return (
    <div class={`${styles.banner} ${styles[tone] ?? ''}`} role={tone === 'note' ? 'note' : 'alert'}>
      <Icon name={ICON[tone]} />
      <div class={styles.words}>{children}</div>
      {end && <div class={styles.end}>{end}</div>}
    </div>
  )
}
