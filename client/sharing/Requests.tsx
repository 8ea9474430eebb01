import { useSignal } from '@preact/signals'
import type { AccessRequest } from '../../shared/sharing/sharing.ts'
import type { Role } from '../../shared/wire/role.ts'
import { Choice } from '../accounts/Field.tsx'
import form from '../accounts/form.module.css'
import { Button } from '../ui/Button.tsx'
import { toast } from '../ui/toasts.ts'
import { t } from '../words/words.ts'
import { givenRoles } from './given-roles.ts'
import styles from './ShareDialog.module.css'
import type { Share } from './share.ts'

interface RequestsProps {
  share: Share
  requests: readonly AccessRequest[]
}

/** Who wants in, or wants to do more. */
export function Requests({ share, requests }: RequestsProps) {
  if (requests.length === 0) return null
  return (
    <section class={styles.part}>
      <h3>{t('sharing.requests.title')}</h3>
      {requests.map((request) => (
        <One key={request.person} share={share} request={request} />
      ))}
    </section>
  )
}

function One({ share, request }: { share: Share; request: AccessRequest }) {
  const { person, who, address, words } = request
  const role = useSignal<Role>('comment')
  const name = who?.name ?? t('sharing.people.unknown')
  return (
    <div class={styles.request}>
      <span class={form.told}>
        <span>{t('sharing.requests.asks', { name })}</span>
        {address && <small dir='ltr'>{address}</small>}
      </span>
      {words !== '' && <blockquote dir='auto'>{words}</blockquote>}
      <div class={styles.answer}>
        <Choice<Role>
          isBare
          label={t('sharing.requests.letRole', { name })}
          value={role.value}
          choices={givenRoles(null)}
          onChoice={(wanted) => {
            role.value = wanted
          }}
        />
        <Button
          look='primary'
          onClick={async () => {
            if (await share.admit(person, role.value)) toast(t('sharing.requests.given', { name }))
          }}
        >
          {t('sharing.requests.let')}
        </Button>
        <Button
          onClick={async () => {
            if (await share.dismiss(person)) toast(t('sharing.requests.dismissed'))
          }}
        >
          {t('sharing.requests.dismiss')}
        </Button>
      </div>
    </div>
  )
}
