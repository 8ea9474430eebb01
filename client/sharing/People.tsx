import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Grant } from '../../shared/sharing/sharing.ts'
import { Choice, Field } from '../accounts/Field.tsx'
import form from '../accounts/form.module.css'
import { Avatar } from '../ui/Avatar.tsx'
import { Button, IconButton } from '../ui/Button.tsx'
import { toast } from '../ui/toasts.ts'
import { t } from '../words/words.ts'
import { type GivenRole, givenRoles } from './given-roles.ts'
import styles from './ShareDialog.module.css'
import type { Share } from './share.ts'

interface PeopleProps {
  share: Share
  grants: readonly Grant[]
  me: string
}

/** People and addresses, each with what they may do. */
export function People({ share, grants, me }: PeopleProps) {
  return (
    <section class={styles.part}>
      <h3>{t('sharing.people.title')}</h3>
      <Invite share={share} />
      {grants.length > 0 && (
        <ul class={form.rows}>
          {grants.map((grant) =>
            grant.kind === 'person' && grant.grantee === me ? (
              <Me key={grant.grantee} grant={grant} />
            ) : (
              <Row key={`${grant.kind} ${grant.grantee}`} share={share} grant={grant} />
            ),
          )}
        </ul>
      )}
    </section>
  )
}

function Invite({ share }: { share: Share }) {
  const form = useRef<HTMLFormElement>(null)
  const address = useSignal('')
  const role = useSignal<GivenRole>('write')
  const trouble = useSignal<string | null>(null)
  useEffect(() => {
    // On a phone its keyboard would cover the sentence.
    if (matchMedia('(pointer: fine)').matches) form.current?.querySelector('input')?.focus()
  }, [])
  const invite = async (event: Event) => {
    event.preventDefault()
    const isAddress = form.current?.querySelector('input')?.validity.valid
    trouble.value = isAddress ? null : t('sharing.people.notAddress')
    if (!isAddress) return
    const grantee = address.value.trim().toLowerCase()
    if (!(await share.give({ kind: 'address', grantee }, role.value))) return
    toast(t('sharing.people.invited', { address: grantee }))
    address.value = ''
  }
  return (
    <form ref={form} class={styles.invite} onSubmit={invite} noValidate>
      <Field
        isBare
        label={t('sharing.people.address')}
        trouble={trouble}
        placeholder={t('sharing.people.placeholder')}
        value={address}
        type='email'
        autocomplete='off'
        dir='auto'
      />
      <Choice<GivenRole>
        isBare
        label={t('sharing.people.inviteRole')}
        value={role.value}
        choices={givenRoles(null)}
        onChoice={(wanted) => {
          role.value = wanted
        }}
      />
      <Button look='primary' type='submit' disabled={address.value.trim() === ''}>
        {t('sharing.people.invite')}
      </Button>
    </form>
  )
}

function Me({ grant: { who } }: { grant: Grant }) {
  return (
    <li class={styles.row}>
      <Avatar name={who?.name ?? ''} hue={who?.colour ?? 'c1'} />
      <span class={form.told}>
        <span dir='auto'>{who?.name}</span>
        <small>{t('sharing.people.you')}</small>
      </span>
    </li>
  )
}

function Row({ share, grant }: { share: Share; grant: Grant }) {
  const { kind, grantee, who, role, isPending } = grant
  const name = who?.name ?? (kind === 'address' ? grantee : t('sharing.people.unknown'))
  return (
    <li class={styles.row}>
      <Avatar name={name} hue={who?.colour ?? 'c6'} />
      <span class={form.told}>
        <span dir='auto'>{name}</span>
        {isPending && <small>{t('sharing.people.pending')}</small>}
      </span>
      <div class={styles.roleOf}>
        <Choice<GivenRole>
          isBare
          label={t('sharing.people.role', { name })}
          value={role}
          choices={givenRoles(role)}
          onChoice={(wanted) => void share.give({ kind, grantee }, wanted)}
        />
      </div>
      <IconButton
        icon='close'
        label={t('sharing.people.remove', { name })}
        onClick={async () => {
          if (await share.take({ kind, grantee })) toast(t('sharing.people.removed', { name }))
        }}
      />
    </li>
  )
}
