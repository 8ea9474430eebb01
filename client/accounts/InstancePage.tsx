import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Instance } from '../../shared/accounts/instance.ts'
import { SIGN_UP_MODES, type SignUpMode } from '../../shared/accounts/ways-in.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { Button, ButtonLink } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { toast } from '../ui/toasts.ts'
import { month } from '../words/ago.ts'
import { t } from '../words/words.ts'
import styles from './AccountPage.module.css'
import type { AccountPageProps } from './AccountPage.tsx'
import type { Answer } from './ask.ts'
import form from './form.module.css'
import { instance, letSignUp } from './instance.ts'
import { Section } from './Section.tsx'

/** For its owner: who may sign up, who has, and whether mail goes out. */
export function InstancePage({ account, end }: Pick<AccountPageProps, 'account' | 'end'>) {
  const found = useSignal<Answer<Instance> | null>(null)
  const look = async () => {
    await account.known()
    found.value = await instance()
  }
  useEffect(() => void look(), [])
  const now = found.value
  return (
    <Page
      start={<ButtonLink href='/' icon='back' label={t('accounts.page.back')} />}
      end={end}
      title={t('accounts.instance.title')}
    >
      {now === null && <Skeleton label={t('app.loading')} lines={[30, 92, 84, 96]} />}
      {now !== null && now.kind !== 'ok' && <Closed why={now.kind} onAgain={() => void look()} />}
      {now?.kind === 'ok' && (
        <div class={styles.sections}>
          <SignUp mode={now.value.signUp} onChanged={() => void look()} />
          <People people={now.value.people} />
          <Mail mail={now.value.mail} />
        </div>
      )}
    </Page>
  )
}

function Closed({ why, onAgain }: { why: 'refused' | 'silent'; onAgain: () => void }) {
  const again = (
    <Button look='primary' icon='retry' onClick={onAgain}>
      {t('library.again')}
    </Button>
  )
  const back = (
    <ButtonLink href='/' look='primary' icon='back'>
      {t('accounts.page.back')}
    </ButtonLink>
  )
  return (
    <Notice
      icon={why === 'silent' ? 'unsaved' : 'lock'}
      title={t('accounts.instance.failed')}
      end={why === 'silent' ? again : back}
    >
      {t(why === 'silent' ? 'accounts.signIn.silent' : 'accounts.instance.forOwner')}
    </Notice>
  )
}

function SignUp({ mode, onChanged }: { mode: SignUpMode; onChanged: () => void }) {
  const choose = async (wanted: SignUpMode) => {
    const { kind } = await letSignUp(wanted)
    toast(t(kind === 'ok' ? 'accounts.instance.modeSaved' : 'accounts.page.notSaved'))
    onChanged()
  }
  return (
    <Section title={t('accounts.instance.signUp')}>
      <fieldset class={styles.modes} aria-label={t('accounts.instance.signUp')}>
        {SIGN_UP_MODES.map((each) => (
          <label key={each} class={form.check}>
            <input
              type='radio'
              name='sign-up'
              checked={each === mode}
              onChange={() => void choose(each)}
            />
            {t(`accounts.instance.modes.${each}`)}
          </label>
        ))}
      </fieldset>
    </Section>
  )
}

function People({ people }: Pick<Instance, 'people'>) {
  return (
    <Section
      title={t('accounts.instance.people')}
      about={t('accounts.instance.accounts', { count: people.length })}
    >
      <ul class={form.rows}>
        {people.map(({ person, name, colour, email, isOwner, isVerified, at }) => (
          <li key={person} class={styles.row}>
            <Avatar name={name} hue={colour} />
            <span class={form.told}>
              <span dir='auto'>{name}</span>
              <small>
                {[
                  ...(email ? [email] : []),
                  ...(isOwner ? [t('accounts.instance.owner')] : []),
                  ...(isVerified ? [] : [t('accounts.instance.unconfirmed')]),
                  t('accounts.instance.since', { month: month(at) }),
                ].join(' · ')}
              </small>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Mail({ mail: { by, where, waiting, failed } }: Pick<Instance, 'mail'>) {
  return (
    <Section title={t('accounts.instance.mail')}>
      <p>
        {by === 'folder'
          ? t('accounts.instance.mailFolder', { folder: where })
          : t('accounts.instance.mailServer', { server: where })}
      </p>
      <p>
        {waiting === 0
          ? t('accounts.instance.mailNothing')
          : t('accounts.instance.mailWaiting', { count: waiting })}
      </p>
      {failed.length > 0 && (
        <>
          <p class={styles.danger}>{t('accounts.instance.mailFailed', { count: failed.length })}</p>
          <ul class={form.rows}>
            {failed.map(({ address, why }, at) => (
              <li key={at} class={styles.row}>
                {t('accounts.instance.mailTo', { address, why })}
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  )
}
