import { Skeleton } from '../ui/Skeleton.tsx'
import { t } from '../words/words.ts'

/** Where the text will be; shows itself only when it takes long. */
export function Opening() {
  return <Skeleton label={t('document.opening')} lines={[62, 96, 100, 88, 94, 40]} />
}
