import { useSignal } from '@preact/signals'
import { Avatar } from '../ui/Avatar.tsx'
import { useCommands } from '../ui/commands.ts'
import { THEMES, theme } from '../ui/theme.ts'
import { toast } from '../ui/toasts.ts'
import { t } from '../words/words.ts'
import styles from './AccountButton.module.css'
import type { Account } from './account.ts'
import { LateAccounts } from './LateAccounts.tsx'

const notLoaded = () => toast(t('account.failed'))

interface AccountButtonProps {
  account: Account
  onSignOut: () => void
}

/** My avatar; pressing it opens what I can change about myself. */
export function AccountButton({ account, onSignOut }: AccountButtonProps) {
  const open = useSignal(false)
  const me = account.me.value
  const show = () => {
    open.value = true
  }
  useCommands(() => [
    {
      id: 'account.open',
      name: t('palette.you'),
      group: t('palette.groups.app'),
      icon: 'person',
      run: show,
    },
    ...THEMES.map((each) => ({
      id: `account.theme.${each}`,
      name: t(`account.use.${each}`),
      group: t('palette.groups.appearance'),
      icon: each,
      run: () => {
        theme.value = each
      },
    })),
  ])
  if (!me) return null
  const label = t('account.open', { name: me.name })
  return (
    <>
      <button
        type='button'
        class={styles.open}
        aria-label={label}
        title={label}
        aria-haspopup='dialog'
        onClick={show}
      >
        <Avatar name={me.name} hue={me.colour} picture={me.picture} />
      </button>
      {open.value && (
        <LateAccounts onFailed={notLoaded}>
          {({ AccountDialog }) => (
            <AccountDialog
              account={account}
              me={me}
              onSignOut={onSignOut}
              onClose={() => {
                open.value = false
              }}
            />
          )}
        </LateAccounts>
      )}
    </>
  )
}
