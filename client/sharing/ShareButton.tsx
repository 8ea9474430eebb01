import { useSignal } from '@preact/signals'
import { can } from '../../shared/sharing/can.ts'
import { AUDIENCE_ROLES } from '../../shared/sharing/visitors.ts'
import type { Role } from '../../shared/wire/role.ts'
import { Button } from '../ui/Button.tsx'
import { type Command, useCommands } from '../ui/commands.ts'
import { toast } from '../ui/toasts.ts'
import { t } from '../words/words.ts'
import { LateSharing } from './LateSharing.tsx'
import styles from './ShareButton.module.css'
import { letVisitors } from './visitors.ts'

interface ShareButtonProps {
  document: string
  role: Role | null
  me: string
  now: () => number
}

/** Who may do what with this document, and for its owner how to change it. */
export function ShareButton({ document, role, me, now }: ShareButtonProps) {
  const opened = useSignal<number | null>(null)
  const open = () => {
    opened.value = now()
  }
  useCommands(() => [
    {
      ...{ id: 'document.share', name: t('document.shareLink'), icon: 'share' },
      ...{ group: t('palette.groups.document'), run: open },
    },
    ...(role !== null && can(role, 'share') ? visitorCommands(document, open) : []),
  ])
  return (
    <>
      <Button
        look='outlined'
        icon='share'
        aria-label={t('document.share')}
        aria-haspopup='dialog'
        onClick={open}
      >
        <span class={styles.word}>{t('document.share')}</span>
      </Button>
      {opened.value !== null && (
        <LateSharing onFailed={() => toast(t('account.failed'))}>
          {({ ShareDialog }) => (
            <ShareDialog
              {...{ document, role, me, now: opened.value ?? 0 }}
              onClose={() => {
                opened.value = null
              }}
            />
          )}
        </LateSharing>
      )}
    </>
  )
}

/** The dialog says then in its sentence what has become of it. */
function visitorCommands(document: string, open: () => void): Command[] {
  return AUDIENCE_ROLES.toReversed().map((each) => ({
    ...{ id: `document.visitors.${each}`, name: t(`document.letVisitors.${each}`) },
    ...{ group: t('palette.groups.document'), icon: 'share' },
    run: () =>
      void letVisitors(document, each).then((isDone) => {
        if (isDone) open()
        else toast(t('document.visitorsFailed'))
      }),
  }))
}
