import type { ComponentChildren } from 'preact'
import { ButtonLink } from '../ui/Button.tsx'
import { Main } from '../ui/Main.tsx'
import { t } from '../words/words.ts'
import styles from './Frame.module.css'

/** The page of a document without the document: while it comes, or where there is none. */
export function Frame({ children }: { children: ComponentChildren }) {
  return (
    <div class={styles.frame}>
      <header class={styles.bar}>
        <ButtonLink href='/' icon='back' label={t('document.back')} />
      </header>
      <Main class={styles.main}>{children}</Main>
    </div>
  )
}
