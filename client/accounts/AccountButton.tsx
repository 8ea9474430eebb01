import { useSignal } from '@preact/signals'
import { Avatar } from '../ui/Avatar.tsx'
import { t } from '../words/words.ts'
import styles from './AccountButton.module.css'
import { AccountDialog } from './AccountDialog.tsx'
import type { Account } from './account.ts'

/** My avatar; pressing it opens what I can change about myself. */
export function AccountButton({ account }: { account: Account }) {
  const open = useSignal(false)
  const me = account.me.value
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
        onClick={() => {
          open.value = true
        }}
      >
        <Avatar name={me.name} hue={me.colour} />
      </button>
      {open.value && (
        <AccountDialog
          account={account}
          me={me}
          onClose={() => {
            open.value = false
          }}
        />
      )}
    </>
  )
}
