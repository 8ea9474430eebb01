import { t } from '../words/words.ts'
import styles from './PlainHttp.module.css'

/** Says so where the browser withholds what opening offline needs. */
export function PlainHttp() {
  if (isSecureContext) return null
  return (
    <p class={styles.note} role='note'>
      {t('app.plainHttp')}
    </p>
  )
}
