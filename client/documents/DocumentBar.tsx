import type { ComponentChildren } from 'preact'
import type { Role } from '../../shared/wire/role.ts'
import type { Status } from '../live/status.ts'
import { ButtonLink } from '../ui/Button.tsx'
import { t } from '../words/words.ts'
import styles from './DocumentBar.module.css'
import { Share } from './Share.tsx'
import { SyncState } from './SyncState.tsx'

interface DocumentBarProps {
  /** There is a document to speak of: not on its way, missing, gone or refused from the start. */
  isHere: boolean
  document: string
  role: Role | null
  title: string
  status: Status
  onRetry: () => void
  threads: ComponentChildren
  people: ComponentChildren
  account: ComponentChildren
}

export function DocumentBar(props: DocumentBarProps) {
  const { isHere, document, role, title, status, onRetry, threads, people, account } = props
  return (
    <div class={styles.bar}>
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
        {isHere && (
          <div class={styles.share}>
            <Share document={document} role={role} />
          </div>
        )}
        {account}
      </div>
    </div>
  )
}
