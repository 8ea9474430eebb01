import type { ComponentChildren } from 'preact'
import { Button, ButtonLink } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { t } from '../words/words.ts'
import styles from './AccountPage.module.css'
import type { Account } from './account.ts'
import form from './form.module.css'
import { Passkeys } from './Passkeys.tsx'
import { Password } from './Password.tsx'
import { Profile } from './Profile.tsx'
import { Section } from './Section.tsx'
import { Sessions } from './Sessions.tsx'
import { Tokens } from './Tokens.tsx'
import { YourData } from './YourData.tsx'

export interface AccountPageProps {
  account: Account
  /** At the end of the bar. */
  end: ComponentChildren
  go: (to: string) => void
  onSignOut: () => void
}

/** Who I am here, how I sign in, where I am signed in, and what is kept about me. */
export function AccountPage({ account, end, onSignOut }: AccountPageProps) {
  const me = account.me.value
  const isPerson = account.isPerson.value
  const out = (
    <Button look='outlined' icon='leave' onClick={onSignOut}>
      {t('accounts.page.signOut')}
    </Button>
  )
  return (
    <Page
      start={<ButtonLink href='/' icon='back' label={t('accounts.page.back')} />}
      end={end}
      title={t(isPerson || !me ? 'accounts.page.title' : 'accounts.page.guestTitle')}
      action={isPerson && out}
    >
      {!me ? (
        <Nobody account={account} />
      ) : (
        <div class={styles.sections}>
          {!isPerson && <AsGuest />}
          <Profile account={account} me={me} />
          {isPerson && (
            <>
              <Section title={t('accounts.page.ways')}>
                <Password />
                <Passkeys />
              </Section>
              <Sessions />
              <Tokens />
              <YourData account={account} />
            </>
          )}
        </div>
      )}
    </Page>
  )
}

function AsGuest() {
  return (
    <Section title={t('accounts.page.signIn')} about={t('accounts.page.guestText')}>
      <div class={form.buttons}>
        <ButtonLink href='/sign-in?to=/account' look='primary' icon='key'>
          {t('accounts.page.signIn')}
        </ButtonLink>
        <ButtonLink href='/sign-in?up&to=/account' look='outlined' icon='person'>
          {t('accounts.page.signUp')}
        </ButtonLink>
      </div>
    </Section>
  )
}

function Nobody({ account }: { account: Account }) {
  if (!account.isStranger.value)
    return <Skeleton label={t('app.loading')} lines={[30, 92, 84, 96]} />
  const again = (
    <Button look='primary' icon='retry' onClick={() => void account.meet()}>
      {t('library.again')}
    </Button>
  )
  return (
    <Notice icon='unsaved' title={t('accounts.page.failed')} end={again}>
      {t('accounts.signIn.silent')}
    </Notice>
  )
}
