import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { NAME_MAX_LENGTH } from '../../shared/accounts/me.ts'
import type { WaysIn } from '../../shared/accounts/ways-in.ts'
import { Button } from '../ui/Button.tsx'
import { Main } from '../ui/Main.tsx'
import { Mark } from '../ui/Mark.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { t } from '../words/words.ts'
import type { Account } from './account.ts'
import { Field, Trouble } from './Field.tsx'
import form from './form.module.css'
import { NewPassword } from './NewPassword.tsx'
import { canUsePasskeys, signInByPasskey } from './passkeys.ts'
import { returnPath } from './return-path.ts'
import styles from './SignInPage.module.css'
import { refusedSentence, troubleOf } from './sentences.ts'
import { providerAddress, resetIn, sendLink, sendReset, signIn, signUp } from './sign-in.ts'
import { waysIn } from './ways-in.ts'

interface SignInPageProps {
  account: Account
  go: (to: string) => void
}

type Step =
  | { kind: 'asking' }
  | { kind: 'silent' }
  | { kind: 'entering'; ways: WaysIn }
  /** A mail is on its way: of a link, or to confirm the address. */
  | { kind: 'mailed'; email: string; why: 'link' | 'confirm'; ways: WaysIn }
  /** I came by a letter, to choose another password. */
  | { kind: 'resetting'; token: string; ways: WaysIn }

/** The way in, whichever one has; the first one here owns the instance. */
export function SignInPage({ account, go }: SignInPageProps) {
  const step = useSignal<Step>({ kind: 'asking' })
  const query = new URLSearchParams(location.search)
  const to = returnPath(query.get('to'), location.origin)
  const isIn = account.isPerson.value
  const look = () => {
    step.value = { kind: 'asking' }
    void account
      .known()
      .then(waysIn)
      .then((answer) => {
        const token = resetIn(location.hash)
        if (answer.kind !== 'ok') step.value = { kind: 'silent' }
        else if (token !== null) step.value = { kind: 'resetting', token, ways: answer.value }
        else step.value = { kind: 'entering', ways: answer.value }
      })
  }
  useEffect(() => {
    look()
    // A letter's link, opened on this very page, changes nothing but what stands behind the `#`.
    addEventListener('hashchange', look)
    return () => removeEventListener('hashchange', look)
  }, [])
  useEffect(() => {
    // What this browser remembers may be over: signed out from elsewhere, with a new password.
    if (isIn) void account.hasMet().then(() => account.isPerson.peek() && go(to))
  }, [isIn, to, go, account])
  return (
    <div class={styles.page}>
      <header class={styles.bar}>
        <a href='/' class={styles.name}>
          <Mark />
          {t('app.name')}
        </a>
      </header>
      <Main class={styles.main}>
        <Body
          step={step.value}
          query={query}
          to={to}
          account={account}
          onStep={(next) => {
            step.value = next
          }}
          onAgain={look}
        />
      </Main>
    </div>
  )
}

interface BodyProps {
  step: Step
  query: URLSearchParams
  to: string
  account: Account
  onStep: (next: Step) => void
  onAgain: () => void
}

function Body({ step, query, to, account, onStep, onAgain }: BodyProps) {
  switch (step.kind) {
    case 'asking':
      return <Skeleton label={t('app.loading')} lines={[46, 100, 100, 60]} />
    case 'silent':
      return (
        <Notice
          level={1}
          icon='unsaved'
          title={t('accounts.signIn.title')}
          end={
            <Button look='primary' icon='retry' onClick={onAgain}>
              {t('library.again')}
            </Button>
          }
        >
          {t('accounts.signIn.silent')}
        </Notice>
      )
    case 'mailed':
      return (
        <Notice
          level={1}
          icon='saved'
          title={t(
            step.why === 'link' ? 'accounts.signIn.sentTitle' : 'accounts.signIn.confirmTitle',
          )}
          end={
            <Button look='outlined' onClick={() => onStep({ kind: 'entering', ways: step.ways })}>
              {t('accounts.signIn.another')}
            </Button>
          }
        >
          {t(step.why === 'link' ? 'accounts.signIn.sent' : 'accounts.signIn.confirm', {
            email: step.email,
          })}{' '}
          {!step.ways.isMailSent && t('accounts.signIn.folder')}
        </Notice>
      )
    case 'resetting':
      return (
        <NewPassword
          token={step.token}
          onDone={() => onStep({ kind: 'entering', ways: step.ways })}
        />
      )
    case 'entering':
      return <Entering ways={step.ways} query={query} to={to} account={account} onStep={onStep} />
  }
}

interface EnteringProps extends Pick<BodyProps, 'query' | 'to' | 'account' | 'onStep'> {
  ways: WaysIn
}

function Entering({ ways, query, to, account, onStep }: EnteringProps) {
  const mode = useSignal<'in' | 'up'>(ways.isFirst || query.has('up') ? 'up' : 'in')
  const error = query.get('error')
  const trouble = useSignal(error === null ? null : refusedSentence(error))
  const isBusy = useSignal(false)
  const mayMake = ways.isFirst || ways.signUp !== 'closed'
  const isUp = mode.value === 'up' && mayMake
  const me = account.me.value
  /** Tries something; what it says of trouble is shown. True: it worked. */
  const attempt = async <A extends { kind: string }>(
    work: () => Promise<A>,
    told: (answer: A) => string | null,
  ): Promise<A | null> => {
    isBusy.value = true
    const answer = await work()
    isBusy.value = false
    trouble.value = told(answer)
    return trouble.value === null ? answer : null
  }
  const enter = async (email: string, password: string, name: string) => {
    const done = isUp
      ? await attempt(() => signUp({ email, password }, name, to), troubleOf)
      : await attempt(() => signIn({ email, password }), troubleOf)
    if (done?.kind !== 'ok') return
    if (done.value === 'to confirm') onStep({ kind: 'mailed', email, why: 'confirm', ways })
    else await account.meet()
  }
  const byLink = async (email: string) => {
    if (await attempt(() => sendLink(email, to), troubleOf))
      onStep({ kind: 'mailed', email, why: 'link', ways })
  }
  const forgot = async (email: string) => {
    if (await attempt(() => sendReset(email), troubleOf))
      onStep({ kind: 'mailed', email, why: 'link', ways })
  }
  const byPasskey = async () => {
    if (await attempt(signInByPasskey, troubleOf)) await account.meet()
  }
  const byProvider = async (id: string) => {
    const found = await attempt(() => providerAddress(id, to), troubleOf)
    if (found?.kind === 'ok') location.assign(found.value)
  }
  const others = [
    ...ways.providers.map(({ id, name }) => ({
      ...{ key: id, icon: null, label: t('accounts.signIn.with', { name }) },
      run: () => void byProvider(id),
    })),
    ...(ways.passkey && !isUp && canUsePasskeys()
      ? [
          {
            ...{ key: 'passkey', icon: 'key' as const, label: t('accounts.signIn.passkey') },
            run: () => void byPasskey(),
          },
        ]
      : []),
  ]
  return (
    <>
      <h1>{t(titleOf(ways.isFirst, isUp))}</h1>
      <p class={styles.about}>
        {query.has('out')
          ? t('accounts.signIn.out')
          : query.has('gone')
            ? t('accounts.signIn.gone')
            : ways.isFirst
              ? t('accounts.signIn.first')
              : isUp && ways.signUp === 'invitation'
                ? t('accounts.signIn.invited')
                : me && t('accounts.signIn.guest', { name: me.name })}
      </p>
      {others.length > 0 && (
        <div class={styles.ways}>
          {others.map(({ key, icon, label, run }) => (
            <Button
              key={key}
              look='outlined'
              {...(icon && { icon })}
              disabled={isBusy.value}
              onClick={run}
            >
              {label}
            </Button>
          ))}
        </div>
      )}
      {others.length > 0 && (ways.password || ways.magicLink) && (
        <p class={styles.or}>{t('accounts.signIn.or')}</p>
      )}
      {(ways.password || ways.magicLink) && (
        <Words
          key={mode.value}
          {...{ ways, isUp, isBusy: isBusy.value, trouble: trouble.value }}
          email={query.get('email') ?? ''}
          onEnter={enter}
          onLink={byLink}
          onForgot={forgot}
        />
      )}
      <div class={styles.foot}>
        {mayMake && !ways.isFirst && (
          <p class={styles.switch}>
            {t(isUp ? 'accounts.signIn.hasAccount' : 'accounts.signIn.noAccount')}
            <button
              type='button'
              onClick={() => {
                trouble.value = null
                mode.value = isUp ? 'in' : 'up'
              }}
            >
              {t(isUp ? 'accounts.signIn.in' : 'accounts.signIn.up')}
            </button>
          </p>
        )}
        {!mayMake && <p>{t('accounts.signIn.closed')}</p>}
        <p class={styles.switch}>
          <a href={to}>{t('accounts.signIn.without')}</a>
        </p>
      </div>
    </>
  )
}

const titleOf = (isFirst: boolean, isUp: boolean) =>
  isFirst
    ? ('accounts.signIn.firstTitle' as const)
    : isUp
      ? ('accounts.signIn.upTitle' as const)
      : ('accounts.signIn.title' as const)

interface WordsProps {
  ways: WaysIn
  isUp: boolean
  isBusy: boolean
  trouble: string | null
  email: string
  onEnter: (email: string, password: string, name: string) => void
  onLink: (email: string) => void
  onForgot: (email: string) => void
}

/** Address and password; or the address alone, for a link. */
function Words(props: WordsProps) {
  const { ways, isUp, isBusy, trouble, email: given, onEnter, onLink, onForgot } = props
  const email = useSignal(given)
  const password = useSignal('')
  const name = useSignal('')
  const submit = (event: Event) => {
    event.preventDefault()
    if (ways.password) onEnter(email.value, password.value, name.value)
    else onLink(email.value)
  }
  return (
    <form class={form.form} onSubmit={submit}>
      {isUp && (
        <Field
          label={t('accounts.signIn.name')}
          hint={t('accounts.signIn.nameHint')}
          value={name}
          required
          maxLength={NAME_MAX_LENGTH}
          autocomplete='name'
          dir='auto'
          onText={(text) => {
            name.value = text
          }}
        />
      )}
      <Field
        label={t('accounts.signIn.email')}
        type='email'
        value={email}
        required
        autocomplete='username'
        dir='ltr'
        onText={(text) => {
          email.value = text
        }}
      />
      {ways.password && (
        <Field
          label={t('accounts.signIn.password')}
          hint={isUp ? t('accounts.signIn.passwordHint') : undefined}
          type='password'
          value={password}
          required
          minLength={isUp ? PASSWORD_MIN_LENGTH : 1}
          autocomplete={isUp ? 'new-password' : 'current-password'}
          onText={(text) => {
            password.value = text
          }}
        />
      )}
      {trouble && <Trouble>{trouble}</Trouble>}
      <div class={styles.submit}>
        <Button look='primary' type='submit' disabled={isBusy}>
          {t(labelOf(ways, isUp))}
        </Button>
        {ways.password && ways.magicLink && !ways.isFirst && (
          <Button disabled={isBusy} onClick={withAddress(() => onLink(email.value))}>
            {t('accounts.signIn.link')}
          </Button>
        )}
        {ways.password && !isUp && trouble && (
          <Button disabled={isBusy} onClick={withAddress(() => onForgot(email.value))}>
            {t('accounts.signIn.forgot')}
          </Button>
        )}
      </div>
    </form>
  )
}

/** For what needs the address alone: the browser says so where there is none. */
const withAddress =
  (act: () => void) =>
  ({ currentTarget }: { currentTarget: HTMLButtonElement }) => {
    const field = currentTarget.form?.querySelector<HTMLInputElement>('[type="email"]')
    if (field?.reportValidity()) act()
  }

/** What the server asks for at least. */
const PASSWORD_MIN_LENGTH = 10

function labelOf(ways: WaysIn, isUp: boolean) {
  if (!ways.password) return 'accounts.signIn.link' as const
  return isUp ? ('accounts.signIn.submitUp' as const) : ('accounts.signIn.submit' as const)
}
