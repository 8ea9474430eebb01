import { useSignal } from '@preact/signals'
import type { Me } from '../../shared/accounts/me.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Icon } from '../ui/Icon.tsx'
import { go } from '../ui/path.ts'
import { THEMES, theme } from '../ui/theme.ts'
import { toast } from '../ui/toasts.ts'
import { t } from '../words/words.ts'
import styles from './AccountDialog.module.css'
import type { Account } from './account.ts'
import { NameField } from './Field.tsx'
import form from './form.module.css'
import { signInPath } from './return-path.ts'

interface AccountDialogProps extends Props {
  onSignOut: () => void
  onClose: () => void
}

/** My name, how things look on this device, and the way to my account or to one. */
export function AccountDialog({ account, me, onSignOut, onClose }: AccountDialogProps) {
  const isPerson = account.isPerson.value
  return (
    <Dialog title={t('account.title')} closeLabel={t('app.close')} onClose={onClose}>
      <div class={styles.who}>
        <Avatar name={me.name} hue={me.colour} size='large' picture={me.picture} />
        <p>{t(isPerson ? 'account.person' : 'account.guest')}</p>
      </div>
      <NameForm account={account} me={me} onDone={onClose} />
      <ThemeChoice />
      <div class={styles.ways}>
        <Button
          look='outlined'
          icon={isPerson ? 'person' : 'key'}
          onClick={() => {
            onClose()
            go(isPerson ? '/account' : signInPath(location.pathname))
          }}
        >
          {t(isPerson ? 'account.more' : 'account.signIn')}
        </Button>
        {isPerson && (
          <Button
            icon='leave'
            onClick={() => {
              onClose()
              onSignOut()
            }}
          >
            {t('account.signOut')}
          </Button>
        )}
      </div>
    </Dialog>
  )
}

interface Props {
  account: Account
  me: Me
}

function NameForm({ account, me, onDone }: Props & { onDone: () => void }) {
  const name = useSignal(me.name)
  const save = async (event: Event) => {
    event.preventDefault()
    const wanted = name.value.trim()
    if (wanted === me.name) return onDone()
    if (!(await account.rename(wanted))) return toast(t('account.notRenamed'))
    toast(t('account.renamed', { name: wanted }))
    onDone()
  }
  return (
    <form class={form.row} onSubmit={save}>
      <NameField label={t('account.name')} value={name} autocomplete='nickname' />
      <Button look='primary' type='submit' disabled={name.value.trim() === ''}>
        {t('account.save')}
      </Button>
    </form>
  )
}

function ThemeChoice() {
  return (
    <fieldset class={styles.choices}>
      <legend>{t('account.theme')}</legend>
      <div class={styles.segments}>
        {THEMES.map((each) => (
          <label key={each} class={styles.segment}>
            <input
              type='radio'
              name='theme'
              checked={theme.value === each}
              onChange={() => {
                theme.value = each
              }}
            />
            <Icon name={each} size={16} />
            {t(`account.${each}`)}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
