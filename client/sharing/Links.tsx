import { useSignal } from '@preact/signals'
import type { Link, LinkRole } from '../../shared/sharing/links.ts'
import { Choice, Field } from '../accounts/Field.tsx'
import form from '../accounts/form.module.css'
import { Button, IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { copyText } from '../ui/take-along.ts'
import { toast } from '../ui/toasts.ts'
import { ago } from '../words/ago.ts'
import { t } from '../words/words.ts'
import styles from './ShareDialog.module.css'
import { dayOf } from './sentence.ts'
import type { Share } from './share.ts'

const DAY_MS = 24 * 60 * 60 * 1_000
const VALID_MS = { never: null, day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS } as const
type Expiry = keyof typeof VALID_MS
const EXPIRIES: readonly Expiry[] = ['never', 'day', 'week', 'month']

/** Suggesting comes with suggestions. */
const LINK_ROLES = ['read', 'comment', 'write'] as const
type OfferedRole = (typeof LINK_ROLES)[number]
const PASSWORD_MIN_LENGTH = 4

interface LinksProps {
  share: Share
  links: readonly Link[]
  now: number
}

/** Links that let people in; each is told once, when it is made. */
export function Links({ share, links, now }: LinksProps) {
  const made = share.made.value
  return (
    <section class={styles.part}>
      <h3>{t('sharing.links.title')}</h3>
      <p class={styles.about}>{t('sharing.links.about')}</p>
      <New share={share} now={now} />
      {made && <Made url={made} />}
      {links.length > 0 && (
        <ul class={form.rows}>
          {links.map((link) => (
            <Row key={link.id} share={share} link={link} now={now} />
          ))}
        </ul>
      )}
    </section>
  )
}

function New({ share, now }: Pick<LinksProps, 'share' | 'now'>) {
  const role = useSignal<OfferedRole>('comment')
  const expiry = useSignal<Expiry>('never')
  const password = useSignal('')
  const label = useSignal('')
  const isMore = useSignal(false)
  const trouble = useSignal<string | null>(null)
  const make = async (event: Event) => {
    event.preventDefault()
    const isShort = password.value !== '' && password.value.length < PASSWORD_MIN_LENGTH
    trouble.value = isShort ? t('sharing.links.passwordShort') : null
    if (isShort) return
    const valid = VALID_MS[expiry.value]
    const isMade = await share.link({
      role: role.value,
      label: label.value.trim(),
      expiresAt: valid === null ? null : now + valid,
      password: password.value === '' ? null : password.value,
    })
    if (!isMade) return
    password.value = ''
    label.value = ''
  }
  return (
    <form class={styles.new} onSubmit={make}>
      {isMore.value && (
        <div class={styles.choices}>
          <Choice<Expiry>
            label={t('sharing.links.expiry')}
            value={expiry.value}
            choices={EXPIRIES.map((each) => [each, t(`sharing.links.expiries.${each}`)] as const)}
            onChoice={(wanted) => {
              expiry.value = wanted
            }}
          />
          <Field
            label={t('sharing.links.password')}
            value={password}
            trouble={trouble}
            autocomplete='off'
          />
          <Field
            label={t('sharing.links.label')}
            value={label}
            maxLength={100}
            autocomplete='off'
            dir='auto'
          />
        </div>
      )}
      <div class={styles.answer}>
        <Choice<OfferedRole>
          isBare
          label={t('sharing.links.role')}
          value={role.value}
          choices={LINK_ROLES.map((each) => [each, t(`sharing.links.lets.${each}`)] as const)}
          onChoice={(wanted) => {
            role.value = wanted
          }}
        />
        <Button look='outlined' icon='link' type='submit'>
          {t('sharing.links.make')}
        </Button>
        <Button
          aria-expanded={isMore.value}
          onClick={() => {
            isMore.value = !isMore.value
            if (!isMore.value) expiry.value = 'never'
            if (!isMore.value) password.value = ''
          }}
        >
          {t('sharing.links.limits')}
        </Button>
      </div>
    </form>
  )
}

function Made({ url }: { url: string }) {
  const copy = async () => {
    if (await copyText(url)) toast(t('sharing.links.copied'))
  }
  return (
    <div class={form.made} role='status'>
      <p>{t('sharing.links.made')}</p>
      <div class={form.take}>
        <input
          class={form.secret}
          readOnly
          value={url}
          aria-label={t('sharing.links.url')}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button look='primary' icon='copy' onClick={() => void copy()}>
          {t('sharing.links.copy')}
        </Button>
      </div>
    </div>
  )
}

function Row({ share, link, now }: { share: Share; link: Link; now: number }) {
  const { id, role, label, expiresAt, hasPassword, lastUse } = link
  const isOver = expiresAt !== null && expiresAt <= now
  const told = [
    ...(isOver ? [t('sharing.links.over')] : []),
    ...(expiresAt !== null && !isOver
      ? [t('sharing.links.until', { day: dayOf(expiresAt, now) })]
      : []),
    ...(hasPassword ? [t('sharing.links.hasPassword')] : []),
    lastUse === null
      ? t('sharing.links.unused')
      : t('sharing.links.used', { time: ago(lastUse, now) }),
  ]
  return (
    <li class={styles.row}>
      <Icon name={hasPassword ? 'lock' : 'link'} />
      <span class={form.told}>
        <span dir='auto'>{label || t('sharing.links.unnamed')}</span>
        <small>{told.join(' · ')}</small>
      </span>
      <div class={styles.roleOf}>
        <Choice<LinkRole>
          isBare
          label={t('sharing.links.roleOf', { label: label || t('sharing.links.unnamed') })}
          value={role}
          choices={(role === 'suggest' ? [...LINK_ROLES, role] : LINK_ROLES).map(
            (each) => [each, t(`sharing.links.lets.${each}`)] as const,
          )}
          onChoice={(wanted) => void share.relink(id, wanted)}
        />
      </div>
      <IconButton
        icon='close'
        label={label ? t('sharing.links.removeNamed', { label }) : t('sharing.links.remove')}
        onClick={async () => {
          if (await share.unlink(id)) toast(t('sharing.links.removed'))
        }}
      />
    </li>
  )
}
