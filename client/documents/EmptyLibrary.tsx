import { Button } from '../ui/Button.tsx'
import { Key } from '../ui/Key.tsx'
import { t } from '../words/words.ts'
import styles from './EmptyLibrary.module.css'

const STEPS = ['write', 'share', 'leave'] as const

/** Teaches, in the place where documents will be. */
export function EmptyLibrary({ onNew }: { onNew: () => void }) {
  return (
    <section class={styles.empty}>
      <h2>{t('library.emptyTitle')}</h2>
      <p>{t('library.emptyText')}</p>
      <ol>
        {STEPS.map((step) => (
          <li key={step}>{t(`library.emptySteps.${step}`)}</li>
        ))}
      </ol>
      <Button look='primary' icon='plus' aria-keyshortcuts='n' onClick={onNew}>
        {t('library.emptyNew')}
        <Key>{t('library.newKey')}</Key>
      </Button>
    </section>
  )
}
