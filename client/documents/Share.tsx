import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { can } from '../../shared/sharing/can.ts'
import { VISITOR_ROLES, type VisitorRole } from '../../shared/sharing/visitors.ts'
import type { Role } from '../../shared/wire/role.ts'
import { Button } from '../ui/Button.tsx'
import { useCommands } from '../ui/commands.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { copyText } from '../ui/take-along.ts'
import { toast } from '../ui/toasts.ts'
import { t } from '../words/words.ts'
import styles from './Share.module.css'
import { letVisitors, whatVisitorsMay } from './visitors.ts'

interface ShareProps {
  document: string
  role: Role | null
}

/** The document's link; and for its owner, what whoever has the link may do. */
export function Share({ document, role }: ShareProps) {
  const isOpen = useSignal(false)
  const mayShare = role !== null && can(role, 'share')
  const share = async () => {
    if (mayShare || !(await copyText(location.href))) isOpen.value = true
    else toast(t('document.copied'))
  }
  useCommands(() => [
    {
      ...{ id: 'document.share', name: t('document.shareLink'), icon: 'link' },
      ...{ group: t('palette.groups.document'), run: () => void share() },
    },
  ])
  return (
    <>
      <Button look='outlined' icon='link' aria-label={t('document.share')} onClick={share}>
        <span class={styles.word}>{t('document.share')}</span>
      </Button>
      {isOpen.value && (
        <Dialog
          title={t('document.share')}
          closeLabel={t('app.close')}
          onClose={() => {
            isOpen.value = false
          }}
        >
          {mayShare && <Visitors document={document} />}
          <Link
            onCopied={() => {
              isOpen.value = false
            }}
          />
        </Dialog>
      )}
    </>
  )
}

function Link({ onCopied }: { onCopied: () => void }) {
  const copy = async () => {
    if (!(await copyText(location.href))) return
    onCopied()
    toast(t('document.copied'))
  }
  return (
    <div class={styles.take}>
      <input
        class={styles.link}
        readOnly
        value={location.href}
        aria-label={t('document.copyByHand')}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button look='primary' icon='copy' onClick={copy}>
        {t('document.copyLink')}
      </Button>
    </div>
  )
}

/** Takes the place of the word in the sentence, whatever order a language puts its words in. */
const HERE = '\u0000'

/** One sentence; one of its words can be chosen. */
function Visitors({ document }: { document: string }) {
  const now = useSignal<VisitorRole | null>(null)
  const failed = useSignal(false)
  useEffect(() => {
    void whatVisitorsMay(document).then((role) => {
      now.value = role
      failed.value = role === null
    })
  }, [document, now, failed])
  const choose = async (role: VisitorRole) => {
    const before = now.value
    now.value = role
    failed.value = !(await letVisitors(document, role))
    if (failed.value) now.value = before
  }
  const [before, after] = t('document.visitors', { may: HERE }).split(HERE)
  if (failed.value && now.value === null)
    return <p class={styles.trouble}>{t('document.visitorsUnknown')}</p>
  return (
    <div>
      <p class={styles.who}>
        {before}
        <select
          aria-label={t('document.visitorsMay')}
          disabled={now.value === null}
          value={now.value ?? 'write'}
          onChange={(event) => {
            const role = VISITOR_ROLES.find((each) => each === event.currentTarget.value)
            if (role) void choose(role)
          }}
        >
          {VISITOR_ROLES.toReversed().map((role) => (
            <option key={role} value={role}>
              {t(`document.visitorRoles.${role}`)}
            </option>
          ))}
        </select>
        {after}
      </p>
      {failed.value && (
        <p class={styles.trouble} role='alert'>
          {t('document.visitorsFailed')}
        </p>
      )}
    </div>
  )
}
