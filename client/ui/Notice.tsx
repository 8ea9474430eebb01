import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './Icon.tsx'
import styles from './Notice.module.css'

interface NoticeProps {
  icon: IconName
  title: string
  children: ComponentChildren
  /** What can be done about it. */
  end: ComponentChildren
}

/** A page, or the middle of one, that has only this to say. */
export function Notice({ icon, title, children, end }: NoticeProps) {
  return (
    <section class={styles.notice}>
      <Icon name={icon} size={28} />
      <h2>{title}</h2>
      <p>{children}</p>
      <div class={styles.end}>{end}</div>
    </section>
  )
}
