import type { ReadonlySignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { IS_MAC, keyName } from '../editor/key-name.ts'
import type { Status } from '../live/status.ts'
import { ButtonLink } from '../ui/Button.tsx'
import { type Command, runCommand } from '../ui/commands.ts'
import { Menu, type MenuItem } from '../ui/Menu.tsx'
import { t } from '../words/words.ts'
import styles from './DocumentBar.module.css'
import { SyncState } from './SyncState.tsx'

interface DocumentBarProps {
  /** There is a document to speak of: not on its way, missing, gone or refused from the start. */
  isHere: boolean
  title: string
  status: ReadonlySignal<Status>
  onRetry: () => void
  threads: ComponentChildren
  people: ComponentChildren
  /** Opens who may do what. */
  share: ComponentChildren
  /** What can be done with the document. */
  menu: readonly Command[]
  account: ComponentChildren
}

export function DocumentBar(props: DocumentBarProps) {
  const { isHere, title, status, onRetry, threads, people, share, menu, account } = props
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
        {isHere && <div class={styles.share}>{share}</div>}
        {isHere && <Menu icon='options' label={t('document.menu')} items={itemsOf(menu)} />}
        {account}
      </div>
    </div>
  )
}

/** First what a narrow bar has no room for. */
function itemsOf(menu: readonly Command[]): MenuItem[] {
  const elsewhere = (id: string, label: string, icon: MenuItem['icon']): MenuItem => ({
    ...{ label, icon, run: () => runCommand(id) },
  })
  const own = menu.map(
    ({ name, icon = 'options', keys, run }): MenuItem => ({
      ...{ label: name, icon, run, isDanger: icon === 'trash' },
      ...(keys && { shortcut: keyName(keys, IS_MAC) }),
    }),
  )
  return [
    elsewhere('document.share', t('document.share'), 'share'),
    ...own.filter(({ isDanger }) => !isDanger),
    elsewhere('app.palette', t('palette.open'), 'commands'),
    // Last, where no finger slips to.
    ...own.filter(({ isDanger }) => isDanger),
  ]
}
