import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { Status } from '../live/status.ts'
import { Button, ButtonLink } from '../ui/Button.tsx'
import { useCommands } from '../ui/commands.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { copyText } from '../ui/take-along.ts'
import { toast } from '../ui/toasts.ts'
import { t } from '../words/words.ts'
import styles from './DocumentBar.module.css'
import { SyncState } from './SyncState.tsx'

interface DocumentBarProps {
  /** There is a document to speak of: not on its way, missing, gone or refused from the start. */
  isHere: boolean
  title: string
  status: Status
  onRetry: () => void
  threads: ComponentChildren
  people: ComponentChildren
  account: ComponentChildren
}

export function DocumentBar(props: DocumentBarProps) {
  const { isHere, title, status, onRetry, threads, people, account } = props
  return (
    <header class={styles.bar}>
      <ButtonLink href='/' icon='back' label={t('document.back')} />
      {isHere && (
        <p class={title ? styles.title : styles.untitled} dir='auto' title={title}>
          {title || t('document.untitled')}
        </p>
      )}
      <SyncState status={status} onRetry={onRetry} />
      <div class={styles.end}>
        {people}
        {threads}
        {isHere && <Share />}
        {account}
      </div>
    </header>
  )
}

function Share() {
  const byHand = useSignal(false)
  useCommands(() => [
    {
      ...{ id: 'document.share', name: t('document.shareLink'), icon: 'link' },
      ...{ group: t('palette.groups.document'), run: () => void share() },
    },
  ])
  const share = async () => {
    if (await copyText(location.href)) toast(t('document.copied'))
    else byHand.value = true
  }
  return (
    <>
      <Button look='outlined' icon='link' aria-label={t('document.share')} onClick={share}>
        <span class={styles.word}>{t('document.share')}</span>
      </Button>
      {byHand.value && (
        <Dialog
          title={t('document.copyByHand')}
          closeLabel={t('app.close')}
          onClose={() => {
            byHand.value = false
          }}
        >
          <p>{t('document.copyByHandText')}</p>
          <input
            class={styles.link}
            readOnly
            value={location.href}
            aria-label={t('document.copyByHand')}
            onFocus={(event) => event.currentTarget.select()}
          />
        </Dialog>
      )}
    </>
  )
}
