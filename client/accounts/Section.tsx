import type { ComponentChildren } from 'preact'
import styles from './AccountPage.module.css'

interface SectionProps {
  title: string
  about?: string
  children: ComponentChildren
}

/** A part of a page about people, under its own headline. */
export function Section({ title, about, children }: SectionProps) {
  return (
    <section class={styles.section}>
      <div class={styles.heading}>
        <h2>{title}</h2>
        {about && <p class={styles.about}>{about}</p>}
      </div>
      <div class={styles.content}>{children}</div>
    </section>
  )
}
