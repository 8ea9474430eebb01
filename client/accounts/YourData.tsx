import { useSignal } from '@preact/signals'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { t } from '../words/words.ts'
import styles from './AccountPage.module.css'
import type { Account } from './account.ts'
import { Field, Trouble } from './Field.tsx'
import form from './form.module.css'
import { beginLeaving, leave } from './leaving.ts'
import { Section } from './Section.tsx'
import { troubleOf } from './sentences.ts'
import { deleteAccount } from './sign-in.ts'

interface YourDataProps {
  account: Account
}

/** Everything about me as a file; and the end of my account. */
export function YourData({ account }: YourDataProps) {
  const isEnding = useSignal(false)
  return (
    <Section title={t('accounts.page.data')}>
      <div class={styles.part}>
        <p class={styles.about}>{t('accounts.page.exportAbout')}</p>
        <div class={form.buttons}>
          <Button
            look='outlined'
            icon='download'
            onClick={() => {
              const link = document.createElement('a')
              link.href = '/api/me/export'
              link.download = ''
              link.click()
            }}
          >
            {t('accounts.page.export')}
          </Button>
        </div>
      </div>
      <div class={styles.part}>
        <p class={styles.about}>{t('accounts.page.removeAbout')}</p>
        <div class={form.buttons}>
          <Button
            look='outlined'
            icon='trash'
            onClick={() => {
              isEnding.value = true
            }}
          >
            {t('accounts.page.remove')}
          </Button>
        </div>
      </div>
      {isEnding.value && (
        <Ending
          account={account}
          onKeep={() => {
            isEnding.value = false
          }}
        />
      )}
    </Section>
  )
}

function Ending({ account, onKeep }: { account: Account; onKeep: () => void }) {
  const password = useSignal('')
  const trouble = useSignal<string | null>(null)
  const end = async (event: Event) => {
    event.preventDefault()
    const answer = await deleteAccount(password.value)
    trouble.value = troubleOf(answer)
    if (answer.kind !== 'ok') return
    const person = account.me.peek()?.person ?? ''
    beginLeaving(localStorage, { home: account.home.peek() ?? person, person })
    leave(localStorage, '/sign-in?gone')
  }
  return (
    <Dialog title={t('accounts.page.removeTitle')} closeLabel={t('app.close')} onClose={onKeep}>
      <p>{t('accounts.page.removeText')}</p>
      <form class={form.form} onSubmit={end}>
        <Field
          label={t('accounts.signIn.password')}
          type='password'
          value={password}
          autocomplete='current-password'
        />
        {trouble.value && <Trouble>{trouble.value}</Trouble>}
        <div class={form.buttons}>
          <Button look='outlined' icon='trash' type='submit'>
            <span class={styles.danger}>{t('accounts.page.removeYes')}</span>
          </Button>
          <Button onClick={onKeep}>{t('accounts.page.removeKeep')}</Button>
        </div>
      </form>
    </Dialog>
  )
}
