import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Button, IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { toast } from '../ui/toasts.ts'
import { exactDay } from '../words/ago.ts'
import { t } from '../words/words.ts'
import styles from './AccountPage.module.css'
import { Trouble } from './Field.tsx'
import form from './form.module.css'
import { addPasskey, canUsePasskeys, type Passkey, passkeys, removePasskey } from './passkeys.ts'
import { troubleOf } from './sentences.ts'

/** Keys of this device or another, instead of a password. */
export function Passkeys() {
  const list = useSignal<readonly Passkey[]>([])
  const trouble = useSignal<string | null>(null)
  const isBusy = useSignal(false)
  const look = async () => {
    const answer = await passkeys()
    if (answer.kind === 'ok') list.value = answer.value
  }
  useEffect(() => void look(), [])
  const add = async () => {
    isBusy.value = true
    const answer = await addPasskey(t('accounts.page.passkeyName', { day: exactDay(Date.now()) }))
    isBusy.value = false
    trouble.value = troubleOf(answer)
    if (answer.kind === 'ok') toast(t('accounts.page.passkeyAdded'))
    await look()
  }
  const remove = async (id: string) => {
    const answer = await removePasskey(id)
    trouble.value = troubleOf(answer)
    if (answer.kind === 'ok') toast(t('accounts.page.passkeyRemoved'))
    await look()
  }
  return (
    <div class={styles.part}>
      <h3>{t('accounts.page.passkeys')}</h3>
      <p class={styles.about}>
        {t(canUsePasskeys() ? 'accounts.page.passkeysAbout' : 'accounts.page.passkeysAway')}
      </p>
      {list.value.length > 0 && (
        <ul class={form.rows}>
          {list.value.map((key) => (
            <li key={key.id} class={styles.row}>
              <Icon name='key' />
              <span class={form.told}>{nameOf(key)}</span>
              <IconButton
                icon='close'
                label={t('accounts.page.removePasskey', { name: nameOf(key) })}
                onClick={() => void remove(key.id)}
              />
            </li>
          ))}
        </ul>
      )}
      {trouble.value && <Trouble>{trouble.value}</Trouble>}
      {canUsePasskeys() && (
        <div class={form.buttons}>
          <Button look='outlined' icon='plus' disabled={isBusy.value} onClick={() => void add()}>
            {t('accounts.page.addPasskey')}
          </Button>
        </div>
      )}
    </div>
  )
}

const nameOf = ({ name, createdAt }: Passkey) =>
  name || t('accounts.page.passkeyName', { day: exactDay(Date.parse(createdAt ?? '')) })
