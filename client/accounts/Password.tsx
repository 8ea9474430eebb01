import { useSignal } from '@preact/signals'
import { Button } from '../ui/Button.tsx'
import { toast } from '../ui/toasts.ts'
import { t } from '../words/words.ts'
import styles from './AccountPage.module.css'
import { Field, NewPasswordField, Trouble } from './Field.tsx'
import form from './form.module.css'
import { troubleOf } from './sentences.ts'
import { changePassword } from './sign-in.ts'

/** Another password; every other device is signed out with it. */
export function Password() {
  const now = useSignal('')
  const next = useSignal('')
  const trouble = useSignal<string | null>(null)
  const change = async (event: Event) => {
    event.preventDefault()
    const answer = await changePassword(now.value, next.value)
    trouble.value = troubleOf(answer)
    if (answer.kind !== 'ok') return
    now.value = ''
    next.value = ''
    toast(t('accounts.page.passwordChanged'))
  }
  return (
    <form class={styles.part} onSubmit={change}>
      <h3>{t('accounts.page.password')}</h3>
      <div class={styles.two}>
        <Field
          label={t('accounts.page.currentPassword')}
          type='password'
          value={now}
          required
          autocomplete='current-password'
        />
        <NewPasswordField label={t('accounts.page.newPassword')} value={next} />
      </div>
      {trouble.value && <Trouble>{trouble.value}</Trouble>}
      <div class={form.buttons}>
        <Button look='outlined' type='submit'>
          {t('accounts.page.changePassword')}
        </Button>
      </div>
    </form>
  )
}
