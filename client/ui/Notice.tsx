import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './Icon.tsx'
import styles from './Notice.module.css'

interface NoticeProps {
  icon: IconName
  title: string
  /** 1 where the page has no other heading. */
  level?: 1 | 2
  children: ComponentChildren
  /** What can be done about it. */
  end: ComponentChildren
}

/** A page, or the middle of one, that has only this to say. */
export function Notice({ icon, title, level = 2, children, end }: NoticeProps) {
  const Heading = level === 1 ? 'h1' : 'h2'
  return (
    <section class={styles.notice}>
      <Icon name={icon} size={28} />
      <Heading>{title}</Heading>
      <p>{children}</p>
      <div class={styles.end}>{end}</div>
    </section>
  )
}
