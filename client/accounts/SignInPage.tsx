import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { WaysIn } from '../../shared/accounts/ways-in.ts'
import { Button } from '../ui/Button.tsx'
import { Main } from '../ui/Main.tsx'
import { Mark } from '../ui/Mark.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import wordmark from '../ui/wordmark.module.css'
import { t } from '../words/words.ts'
import type { Account } from './account.ts'
import { Entering, type Mailed } from './Entering.tsx'
import { NewPassword } from './NewPassword.tsx'
import { returnPath } from './return-path.ts'
import styles from './SignInPage.module.css'
import { resetIn } from './sign-in.ts'
import { waysIn } from './ways-in.ts'

interface SignInPageProps {
  account: Account
  go: (to: string) => void
}

type Step =
  | { kind: 'asking' }
  | { kind: 'silent' }
  | { kind: 'entering'; ways: WaysIn }
  | ({ kind: 'mailed'; ways: WaysIn } & Mailed)
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
        <a href='/' class={`${wordmark.wordmark} ${styles.home}`}>
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
      return (
        <Entering
          {...{ query, to, account, ways: step.ways }}
          onMailed={(mailed) => onStep({ kind: 'mailed', ways: step.ways, ...mailed })}
        />
      )
  }
}
