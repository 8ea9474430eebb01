import { Skeleton } from '../ui/Skeleton.tsx'
import { t } from '../words/words.ts'
import styles from './Opening.module.css'

/** Where the text will be; shows itself only when it takes long, and says so when it takes longer. */
export function Opening({ isUnreadable = false }: { isUnreadable?: boolean }) {
  return (
    <div class={styles.opening}>
      <Skeleton label={t('document.opening')} lines={[62, 96, 100, 88, 94, 40]} />
      {isUnreadable ? (
        <p class={styles.unreadable}>{t('document.unreadable')}</p>
      ) : (
        <p class={styles.late}>{t('document.late')}</p>
      )}
    </div>
  )
}
