import { useSignal } from '@preact/signals'
import type { WaysIn } from '../../shared/accounts/ways-in.ts'
import { Button } from '../ui/Button.tsx'
import { t } from '../words/words.ts'
import { AddressForm } from './AddressForm.tsx'
import type { Account } from './account.ts'
import { canUsePasskeys, signInByPasskey } from './passkeys.ts'
import styles from './SignInPage.module.css'
import { refusedSentence, troubleOf } from './sentences.ts'
import { providerAddress, sendLink, sendReset, signIn, signUp } from './sign-in.ts'

/** A mail is on its way: of a link, or to confirm the address. */
export interface Mailed {
  email: string
  why: 'link' | 'confirm'
}

interface EnteringProps {
  ways: WaysIn
  query: URLSearchParams
  to: string
  account: Account
  onMailed: (mailed: Mailed) => void
}

/** All the ways in that there are here, to an account or to a new one. */
export function Entering({ ways, query, to, account, onMailed }: EnteringProps) {
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
    if (done.value === 'to confirm') onMailed({ email, why: 'confirm' })
    else await account.meet()
  }
  const byLink = async (email: string) => {
    if (await attempt(() => sendLink(email, to), troubleOf)) onMailed({ email, why: 'link' })
  }
  const forgot = async (email: string) => {
    if (await attempt(() => sendReset(email), troubleOf)) onMailed({ email, why: 'link' })
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
        <AddressForm
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
