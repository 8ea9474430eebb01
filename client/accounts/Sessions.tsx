import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { toast } from '../ui/toasts.ts'
import { ago } from '../words/ago.ts'
import { t } from '../words/words.ts'
import styles from './AccountPage.module.css'
import type { Answer } from './ask.ts'
import { deviceName } from './device-name.ts'
import { Trouble } from './Field.tsx'
import form from './form.module.css'
import { Section } from './Section.tsx'
import { troubleOf } from './sentences.ts'
import { endOtherSessions, endSession, type Session, sessionHere, sessions } from './sessions.ts'

/** Every browser that is signed in as me; each can be signed out from here. */
export function Sessions() {
  const list = useSignal<readonly Session[]>([])
  const here = useSignal('')
  const trouble = useSignal<string | null>(null)
  const look = async () => {
    const [all, now] = await Promise.all([sessions(), sessionHere()])
    trouble.value = troubleOf(all)
    here.value = now
    if (all.kind === 'ok') list.value = all.value
  }
  useEffect(() => void look(), [])
  const end = async (ending: Promise<Answer<unknown>>) => {
    const answer = await ending
    if (answer.kind === 'ok') toast(t('accounts.page.signedOutThere'))
    await look()
    trouble.value ??= troubleOf(answer)
  }
  const others = list.value.filter(({ token }) => token !== here.value)
  return (
    <Section title={t('accounts.page.sessions')}>
      {trouble.value && <Trouble>{trouble.value}</Trouble>}
      <ul class={form.rows}>
        {list.value.map(({ token, updatedAt, userAgent }) => (
          <li key={token} class={styles.row}>
            <Icon name='laptop' />
            <span class={form.told}>
              {called(userAgent ?? '')}
              <small>
                {token === here.value
                  ? t('accounts.page.here')
                  : t('accounts.page.seen', { time: ago(Date.parse(updatedAt), Date.now()) })}
              </small>
            </span>
            {token !== here.value && (
              <Button onClick={() => void end(endSession(token))}>
                {t('accounts.page.signOutThere')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {others.length > 1 && (
        <div class={form.buttons}>
          <Button look='outlined' onClick={() => void end(endOtherSessions())}>
            {t('accounts.page.signOutOthers')}
          </Button>
        </div>
      )}
    </Section>
  )
}

function called(userAgent: string): string {
  const found = deviceName(userAgent)
  return found ? t('accounts.page.browser', found) : t('accounts.page.unknownBrowser')
}
