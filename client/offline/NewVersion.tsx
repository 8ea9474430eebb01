import { useSignal } from '@preact/signals'
import { Toast } from '../ui/Toasts.tsx'
import { t } from '../words/words.ts'
import { isNewerHere, openNewer } from './offline.ts'

/** Says that a newer version is here, until it is opened or sent away. */
export function NewVersion() {
  const isLater = useSignal(false)
  if (!isNewerHere.value || isLater.value) return null
  return (
    <Toast
      text={t('app.newVersion')}
      action={{ label: t('app.reload'), run: () => void openNewer() }}
      close={{
        label: t('app.later'),
        run: () => {
          isLater.value = true
        },
      }}
    />
  )
}
