import { useSignal } from '@preact/signals'
import type { WaysIn } from '../../shared/accounts/ways-in.ts'
import { Button } from '../ui/Button.tsx'
import { t } from '../words/words.ts'
import { Field, NameField, NewPasswordField, Trouble } from './Field.tsx'
import form from './form.module.css'
import styles from './SignInPage.module.css'

interface AddressFormProps {
  ways: WaysIn
  isUp: boolean
  isBusy: boolean
  trouble: string | null
  email: string
  onEnter: (email: string, password: string, name: string) => void
  onLink: (email: string) => void
  onForgot: (email: string) => void
}

/** Address and password; or the address alone, for a link. */
export function AddressForm(props: AddressFormProps) {
  const { ways, isUp, isBusy, trouble, email: given, onEnter, onLink, onForgot } = props
  const email = useSignal(given)
  const password = useSignal('')
  const name = useSignal('')
  const submit = (event: Event) => {
    event.preventDefault()
    if (ways.password) onEnter(email.value, password.value, name.value)
    else onLink(email.value)
  }
  return (
    <form class={form.form} onSubmit={submit}>
      {isUp && (
        <NameField
          label={t('accounts.signIn.name')}
          hint={t('accounts.signIn.nameHint')}
          value={name}
          autocomplete='name'
        />
      )}
      <Field
        label={t('accounts.signIn.email')}
        type='email'
        value={email}
        required
        autocomplete='username'
        dir='ltr'
      />
      {ways.password && isUp && (
        <NewPasswordField
          label={t('accounts.signIn.password')}
          hint={t('accounts.signIn.passwordHint')}
          value={password}
        />
      )}
      {ways.password && !isUp && (
        <Field
          label={t('accounts.signIn.password')}
          type='password'
          value={password}
          required
          autocomplete='current-password'
        />
      )}
      {trouble && <Trouble>{trouble}</Trouble>}
      <div class={styles.submit}>
        <Button look='primary' type='submit' disabled={isBusy}>
          {t(labelOf(ways, isUp))}
        </Button>
        {ways.password && ways.magicLink && !ways.isFirst && (
          <Button disabled={isBusy} onClick={withAddress(() => onLink(email.value))}>
            {t('accounts.signIn.link')}
          </Button>
        )}
        {ways.password && !isUp && trouble && (
          <Button disabled={isBusy} onClick={withAddress(() => onForgot(email.value))}>
            {t('accounts.signIn.forgot')}
          </Button>
        )}
      </div>
    </form>
  )
}

/** For what needs the address alone: the browser says so where there is none. */
const withAddress =
  (act: () => void) =>
  ({ currentTarget }: { currentTarget: HTMLButtonElement }) => {
    const field = currentTarget.form?.querySelector<HTMLInputElement>('[type="email"]')
    if (field?.reportValidity()) act()
  }

function labelOf(ways: WaysIn, isUp: boolean) {
  if (!ways.password) return 'accounts.signIn.link' as const
  return isUp ? ('accounts.signIn.submitUp' as const) : ('accounts.signIn.submit' as const)
}
