import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { can } from '../../shared/sharing/can.ts'
import type { Role } from '../../shared/wire/role.ts'
import type { Account } from '../accounts/account.ts'
import { Field, NameField, Trouble } from '../accounts/Field.tsx'
import form from '../accounts/form.module.css'
import { signInPath } from '../accounts/return-path.ts'
import { Button, ButtonLink } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { t } from '../words/words.ts'
import styles from './Entrance.module.css'
import { dropLink, type Entering, enter } from './entrance.ts'

interface EntranceProps {
  document: string
  link: string
  account: Account
  /** I am in, or go on without the link. */
  onIn: () => void
}

type Step = { kind: 'trying' } | Entering | { kind: 'name'; role: Role }

/** [CS4] [CS5] What stands between a link and its document: nothing, where nothing must be asked. */
export function Entrance({ document, link, account, onIn }: EntranceProps) {
  const step = useSignal<Step>({ kind: 'trying' })
  const goIn = (role: Role) => {
    dropLink()
    if (can(role, 'comment') && account.isUnnamed.peek()) step.value = { kind: 'name', role }
    else onIn()
  }
  const attempt = async (password: string | null) => {
    // On a first visit nothing else may be asked before the server said who I am.
    await account.known()
    const next = await enter(document, link, password)
    if (next.kind === 'in') goIn(next.role)
    else step.value = next
  }
  useEffect(() => void attempt(null), [])
  const now = step.value
  switch (now.kind) {
    case 'trying':
    case 'in':
      return <Skeleton label={t('sharing.entrance.opening')} lines={[46, 92, 88]} />
    case 'name':
      return <Named document={document} account={account} role={now.role} onIn={onIn} />
    case 'password':
      return <Password trouble={now.isWrong ? 'wrong' : null} onPassword={attempt} />
    case 'too-many':
      return <Password trouble='tooMany' onPassword={attempt} />
    default:
      return (
        <Closed
          why={now.kind}
          onAgain={() => {
            step.value = { kind: 'trying' }
            void attempt(null)
          }}
          onIn={() => {
            dropLink()
            onIn()
          }}
        />
      )
  }
}

interface PasswordProps {
  trouble: 'wrong' | 'tooMany' | null
  onPassword: (password: string) => Promise<void>
}

function Password({ trouble, onPassword }: PasswordProps) {
  const password = useSignal('')
  const isBusy = useSignal(false)
  const submit = async (event: Event) => {
    event.preventDefault()
    isBusy.value = true
    await onPassword(password.value)
    isBusy.value = false
  }
  return (
    <section class={styles.ask}>
      <h1>{t('sharing.entrance.passwordTitle')}</h1>
      <p>{t('sharing.entrance.passwordText')}</p>
      <form class={form.form} onSubmit={submit}>
        <Field
          label={t('sharing.entrance.password')}
          type='password'
          value={password}
          required
          autocomplete='off'
        />
        {trouble && <Trouble>{t(`sharing.entrance.${trouble}`)}</Trouble>}
        <div class={form.buttons}>
          <Button look='primary' type='submit' disabled={isBusy.value}>
            {t('sharing.entrance.enter')}
          </Button>
        </div>
      </form>
    </section>
  )
}

interface NamedProps extends Pick<EntranceProps, 'document' | 'account' | 'onIn'> {
  role: Role
}

/** Only of a guest who has never said their name, and only where others will see it. */
function Named({ document, account, role, onIn }: NamedProps) {
  const name = useSignal(account.me.peek()?.name ?? '')
  const submit = async (event: Event) => {
    event.preventDefault()
    // A server that does not take it now keeps nobody out.
    await account.rename(name.value.trim())
    onIn()
  }
  return (
    <section class={styles.ask}>
      <h1>{t('sharing.entrance.nameTitle')}</h1>
      <p>{t(`sharing.entrance.nameText.${can(role, 'write') ? 'write' : 'comment'}`)}</p>
      <form class={form.form} onSubmit={submit}>
        <NameField label={t('sharing.entrance.name')} value={name} autocomplete='nickname' />
        <div class={form.buttons}>
          <Button look='primary' type='submit' disabled={name.value.trim() === ''}>
            {t('sharing.entrance.enter')}
          </Button>
          <ButtonLink href={signInPath(`/d/${document}`)}>
            {t('sharing.entrance.signIn')}
          </ButtonLink>
        </div>
      </form>
    </section>
  )
}

interface ClosedProps {
  why: 'expired' | 'unknown' | 'silent'
  onAgain: () => void
  onIn: () => void
}

function Closed({ why, onAgain, onIn }: ClosedProps) {
  const again = (
    <Button look='primary' icon='retry' onClick={onAgain}>
      {t('library.again')}
    </Button>
  )
  const anyway = (
    <Button look='outlined' icon='open' onClick={onIn}>
      {t('sharing.entrance.anyway')}
    </Button>
  )
  return (
    <Notice
      level={1}
      icon={why === 'silent' ? 'unsaved' : why === 'expired' ? 'waiting' : 'unlink'}
      title={t(`sharing.entrance.${why}Title`)}
      end={
        <>
          {why === 'silent' && again}
          {anyway}
        </>
      }
    >
      {t(`sharing.entrance.${why}Text`)}
    </Notice>
  )
}
