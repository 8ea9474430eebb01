import { useSignal } from '@preact/signals'
import { Button } from '../ui/Button.tsx'
import { toast } from '../ui/toasts.ts'
import { t } from '../words/words.ts'
import { NewPasswordField, Trouble } from './Field.tsx'
import form from './form.module.css'
import styles from './SignInPage.module.css'
import { troubleOf } from './sentences.ts'
import { resetPassword } from './sign-in.ts'

/** Instead of a forgotten one; whoever has the letter may choose it, once. */
export function NewPassword({ token, onDone }: { token: string; onDone: () => void }) {
  const password = useSignal('')
  const trouble = useSignal<string | null>(null)
  const submit = async (event: Event) => {
    event.preventDefault()
    const answer = await resetPassword(token, password.value)
    trouble.value = troubleOf(answer)
    if (answer.kind !== 'ok') return
    history.replaceState(null, '', location.pathname)
    toast(t('accounts.signIn.isReset'))
    onDone()
  }
  return (
    <>
      <h1>{t('accounts.signIn.resetTitle')}</h1>
      <p class={styles.about}>{t('accounts.signIn.reset')}</p>
      <form class={form.form} onSubmit={submit}>
        <NewPasswordField
          label={t('accounts.page.newPassword')}
          hint={t('accounts.signIn.passwordHint')}
          value={password}
        />
        {trouble.value && <Trouble>{trouble.value}</Trouble>}
        <div class={styles.submit}>
          <Button look='primary' type='submit'>
            {t('accounts.signIn.submitReset')}
          </Button>
        </div>
      </form>
    </>
  )
}
