import type { ComponentChildren } from 'preact'
import { Main } from './Main.tsx'
import styles from './Page.module.css'

interface PageProps {
  /** At the beginning of the bar, and at its end. */
  start: ComponentChildren
  end: ComponentChildren
  title: string
  /** What one can do with the whole page, beside its title. */
  action?: ComponentChildren
  children: ComponentChildren
  foot?: ComponentChildren
}

/** A bar, and one column with a headline. */
export function Page({ start, end, title, action, children, foot }: PageProps) {
  return (
    <div class={styles.page}>
      <header class={styles.bar}>
        {start}
        <div class={styles.end}>{end}</div>
      </header>
      <Main class={styles.main}>
        <div class={styles.head}>
          <h1>{title}</h1>
          {action}
        </div>
        {children}
      </Main>
      {foot}
    </div>
  )
}
