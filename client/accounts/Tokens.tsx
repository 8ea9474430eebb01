import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type AccessToken, SCOPES, type Scope } from '../../shared/accounts/access-tokens.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { copyText } from '../ui/take-along.ts'
import { toast } from '../ui/toasts.ts'
import { ago, exactDay } from '../words/ago.ts'
import { t } from '../words/words.ts'
import styles from './AccountPage.module.css'
import { Choice, Field, Trouble } from './Field.tsx'
import form from './form.module.css'
import { Section } from './Section.tsx'
import { troubleOf } from './sentences.ts'
import { makeToken, removeToken, tokens } from './tokens.ts'

const DAY_MS = 24 * 60 * 60 * 1_000
const VALID_MS = { never: null, week: 7 * DAY_MS, month: 30 * DAY_MS, year: 365 * DAY_MS } as const
type Expiry = keyof typeof VALID_MS
const EXPIRIES: readonly Expiry[] = ['month', 'week', 'year', 'never']

/** For programs that work for me. */
export function Tokens() {
  const list = useSignal<readonly AccessToken[]>([])
  const made = useSignal<string | null>(null)
  const trouble = useSignal<string | null>(null)
  const look = async () => {
    const answer = await tokens()
    if (answer.kind === 'ok') list.value = answer.value
  }
  useEffect(() => void look(), [])
  const make = async (name: string, scope: Scope, expiry: Expiry) => {
    const valid = VALID_MS[expiry]
    const expiresAt = valid === null ? null : Date.now() + valid
    const answer = await makeToken({ name, scope, expiresAt })
    trouble.value = troubleOf(answer)
    made.value = answer.kind === 'ok' ? answer.value.token : null
    await look()
    return answer.kind === 'ok'
  }
  const remove = async (id: string) => {
    const answer = await removeToken(id)
    trouble.value = troubleOf(answer)
    if (answer.kind === 'ok') toast(t('accounts.page.tokenRemoved'))
    await look()
  }
  return (
    <Section title={t('accounts.page.tokens')} about={t('accounts.page.tokensAbout')}>
      {list.value.length > 0 && (
        <ul class={form.rows}>
          {list.value.map((token) => (
            <Row key={token.id} token={token} onRemove={() => void remove(token.id)} />
          ))}
        </ul>
      )}
      {made.value && <Made token={made.value} />}
      {trouble.value && <Trouble>{trouble.value}</Trouble>}
      <New onMake={make} />
    </Section>
  )
}

function Row({ token, onRemove }: { token: AccessToken; onRemove: () => void }) {
  const { name, scope, expiresAt, lastUse } = token
  const now = Date.now()
  const told = [
    t(`accounts.page.tokenRoles.${scope}`),
    ...(expiresAt === null ? [] : [expiry(expiresAt, now)]),
    lastUse === null
      ? t('accounts.page.tokenUnused')
      : t('accounts.page.tokenUsed', { time: ago(lastUse, now) }),
  ]
  return (
    <li class={styles.row}>
      <Icon name='code' />
      <span class={form.told}>
        <span dir='auto'>{name}</span>
        <small>{told.join(' · ')}</small>
      </span>
      <IconButton
        icon='close'
        label={t('accounts.page.removeToken', { name })}
        onClick={onRemove}
      />
    </li>
  )
}

const expiry = (at: number, now: number) =>
  at <= now ? t('accounts.page.tokenOver') : t('accounts.page.tokenUntil', { day: exactDay(at) })

function Made({ token }: { token: string }) {
  const copy = async () => {
    if (await copyText(token)) toast(t('accounts.page.tokenCopied'))
  }
  return (
    <div class={form.made} role='status'>
      <p>{t('accounts.page.tokenMade')}</p>
      <div class={form.take}>
        <input
          class={form.secret}
          readOnly
          value={token}
          aria-label={t('accounts.page.newToken')}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button look='primary' icon='copy' onClick={() => void copy()}>
          {t('accounts.page.copyToken')}
        </Button>
      </div>
    </div>
  )
}

interface NewProps {
  onMake: (name: string, scope: Scope, expiry: Expiry) => Promise<boolean>
}

function New({ onMake }: NewProps) {
  const isOpen = useSignal(false)
  const name = useSignal('')
  const role = useSignal<Scope>('read')
  const valid = useSignal<Expiry>('month')
  if (!isOpen.value)
    return (
      <div class={form.buttons}>
        <Button
          look='outlined'
          icon='plus'
          onClick={() => {
            isOpen.value = true
          }}
        >
          {t('accounts.page.newToken')}
        </Button>
      </div>
    )
  const submit = async (event: Event) => {
    event.preventDefault()
    if (!(await onMake(name.value.trim(), role.value, valid.value))) return
    name.value = ''
    isOpen.value = false
  }
  return (
    <form class={styles.part} onSubmit={submit}>
      <Field
        label={t('accounts.page.tokenName')}
        value={name}
        required
        maxLength={60}
        autocomplete='off'
        dir='auto'
      />
      <div class={styles.two}>
        <Choice<Scope>
          label={t('accounts.page.tokenRole')}
          value={role.value}
          choices={SCOPES.map((each) => [each, t(`accounts.page.tokenRoles.${each}`)] as const)}
          onChoice={(wanted) => {
            role.value = wanted
          }}
        />
        <Choice<Expiry>
          label={t('accounts.page.tokenExpiry')}
          value={valid.value}
          choices={EXPIRIES.map((each) => [each, t(`accounts.page.expiries.${each}`)] as const)}
          onChoice={(wanted) => {
            valid.value = wanted
          }}
        />
      </div>
      <div class={form.buttons}>
        <Button look='primary' type='submit'>
          {t('accounts.page.makeToken')}
        </Button>
      </div>
    </form>
  )
}
