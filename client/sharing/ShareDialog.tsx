import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { can } from '../../shared/sharing/can.ts'
import type { SharingState } from '../../shared/sharing/sharing.ts'
import { AUDIENCE_ROLES, type AudienceRole } from '../../shared/sharing/visitors.ts'
import type { Role } from '../../shared/wire/role.ts'
import { Choice } from '../accounts/Field.tsx'
import form from '../accounts/form.module.css'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { copyText } from '../ui/take-along.ts'
import { toast } from '../ui/toasts.ts'
import { t } from '../words/words.ts'
import { AskForAccess } from './AskForAccess.tsx'
import { Links } from './Links.tsx'
import { People } from './People.tsx'
import { Requests } from './Requests.tsx'
import styles from './ShareDialog.module.css'
import { sentence } from './sentence.ts'
import { Share } from './share.ts'
import { whoCan } from './who-can.ts'

interface ShareDialogProps {
  document: string
  /** What I may do myself, as the server said last. */
  role: Role | null
  me: string
  now: number
  onClose: () => void
}

/** [CS3] Who can do what with this document, in one sentence; and for its owner, how to change it. */
export function ShareDialog({ document, role, me, now, onClose }: ShareDialogProps) {
  const isOwn = role !== null && can(role, 'share')
  return (
    <Dialog title={t('sharing.title')} closeLabel={t('app.close')} size='medium' onClose={onClose}>
      {isOwn ? <Owned {...{ document, me, now }} /> : <Mine document={document} role={role} />}
      <Address document={document} />
    </Dialog>
  )
}

function Mine({ document, role }: Pick<ShareDialogProps, 'document' | 'role'>) {
  return (
    <>
      <p class={styles.sentence}>{t(`sharing.may.${role ?? 'read'}`)}</p>
      {role !== 'write' && (
        <div class={styles.buttons}>
          <AskForAccess document={document} isHere />
        </div>
      )}
    </>
  )
}

function Owned({ document, me, now }: Pick<ShareDialogProps, 'document' | 'me' | 'now'>) {
  const share = useMemo(() => new Share(document), [document])
  useEffect(() => void share.look(), [share])
  const state = share.state.value
  if (state.kind === 'loading')
    return <Skeleton label={t('app.loading')} lines={[40, 100, 90, 100]} />
  if (state.kind === 'failed')
    return (
      <>
        <p class={form.trouble}>{t('sharing.failed')}</p>
        <Button look='outlined' icon='retry' onClick={() => void share.look()}>
          {t('sharing.again')}
        </Button>
      </>
    )
  const { sharing } = state
  const refused = share.refused.value
  return (
    <>
      <p class={styles.sentence} role='status' data-sentence>
        {sentence(whoCan(sharing, me, now), now)}
      </p>
      {refused !== null && (
        <p class={form.trouble} role='alert'>
          {t(`sharing.refused.${refused}` as 'sharing.unchanged', {
            defaultValue: t('sharing.unchanged'),
          })}
        </p>
      )}
      <Requests share={share} requests={sharing.requests} />
      <People share={share} grants={sharing.grants} me={me} />
      <Everyone share={share} sharing={sharing} />
      <Links share={share} links={sharing.links} now={now} />
    </>
  )
}

function Everyone({ share, sharing }: { share: Share; sharing: SharingState }) {
  return (
    <section class={styles.part}>
      <h3>{t('sharing.everyone.title')}</h3>
      {(['members', 'visitors'] as const).map((who) => (
        <div key={who} class={styles.audience}>
          <span aria-hidden='true'>{t(`sharing.everyone.${who}`)}</span>
          <Choice<AudienceRole>
            isBare
            label={t(`sharing.everyone.${who}`)}
            value={sharing[who]}
            choices={AUDIENCE_ROLES.map((role) => [role, t(`sharing.roles.${role}`)] as const)}
            onChoice={(role) => void share.let(who, role)}
          />
        </div>
      ))}
    </section>
  )
}

/** Of itself it gives nothing: it is for whoever may open the document. */
function Address({ document }: { document: string }) {
  const isShown = useSignal(false)
  const address = `${location.origin}/d/${document}`
  const copy = async () => {
    if (await copyText(address)) toast(t('sharing.address.copied'))
    else isShown.value = true
  }
  return (
    <section class={styles.part}>
      <div class={styles.buttons}>
        <Button look='outlined' icon='copy' onClick={() => void copy()}>
          {t('sharing.address.copy')}
        </Button>
      </div>
      {isShown.value && (
        <input
          class={form.secret}
          readOnly
          value={address}
          aria-label={t('sharing.address.field')}
          onFocus={(event) => event.currentTarget.select()}
        />
      )}
    </section>
  )
}
