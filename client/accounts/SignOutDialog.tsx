import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { realClock } from '../../shared/kit/clock.ts'
import { secureRng } from '../../shared/kit/rng.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { downloadText } from '../ui/take-along.ts'
import { t } from '../words/words.ts'
import type { Account } from './account.ts'
import { Trouble } from './Field.tsx'
import { beginLeaving, endLeaving, leave } from './leaving.ts'
import styles from './SignOutDialog.module.css'
import { endSession, sendAll, type Unsent } from './sign-out.ts'

interface SignOutDialogProps {
  account: Account
  home: string
  outbox: Outbox
  onStay: () => void
}

type Step = { kind: 'sending' } | { kind: 'left'; unsent: Unsent } | { kind: 'failed' }

/** [CA5] Nothing is removed before it is on the server, or in a file, or given up by its writer. */
export function SignOutDialog({ account, home, outbox, onStay }: SignOutDialogProps) {
  const step = useSignal<Step>({ kind: 'sending' })
  const go = async () => {
    const person = account.me.peek()?.person ?? home
    beginLeaving(localStorage, { home, person })
    if (await endSession()) return leave(localStorage, '/sign-in?out')
    endLeaving(localStorage)
    step.value = { kind: 'failed' }
  }
  const begin = async () => {
    step.value = { kind: 'sending' }
    const unsent = await sendAll({ home, outbox, clock: realClock, rng: secureRng })
    const isAllThere = unsent.documents.length === 0 && unsent.others.length === 0
    if (isAllThere) await go()
    else step.value = { kind: 'left', unsent }
  }
  useEffect(() => void begin(), [])
  const now = step.value
  return (
    <Dialog title={t('accounts.signOut.title')} closeLabel={t('app.close')} onClose={onStay}>
      {now.kind === 'sending' && (
        <p role='status'>
          {t('accounts.signOut.sending')} {t('accounts.signOut.about')}
        </p>
      )}
      {now.kind === 'failed' && <Trouble>{t('accounts.signOut.failed')}</Trouble>}
      {now.kind === 'left' && <Left unsent={now.unsent} />}
      {now.kind !== 'sending' && (
        <div class={styles.ways}>
          {now.kind === 'left' && (
            <Button
              look='primary'
              icon='download'
              onClick={() => {
                take(now.unsent)
                void go()
              }}
            >
              {t('accounts.signOut.take')}
            </Button>
          )}
          <Button look='outlined' icon='retry' onClick={() => void begin()}>
            {t('accounts.signOut.again')}
          </Button>
          <Button onClick={onStay}>{t('accounts.signOut.stay')}</Button>
        </div>
      )}
    </Dialog>
  )
}

function Left({ unsent: { documents, others } }: { unsent: Unsent }) {
  return (
    <div class={styles.left} role='status'>
      {documents.length > 0 && <p>{t('accounts.signOut.left', { count: documents.length })}</p>}
      {others.length > 0 && <p>{t('accounts.signOut.leftIntents', { count: others.length })}</p>}
      <ul class={styles.titles}>
        {documents.map(({ title }, at) => (
          <li key={at} dir='auto'>
            {title || t('library.untitled')}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** One file: a browser asks before it takes a second one. */
function take({ documents, others }: Unsent): void {
  const parts = documents.map(({ markdown }) => markdown)
  const words = others.filter((each) => each !== '')
  if (words.length > 0)
    parts.push([`# ${t('accounts.signOut.fileComments')}`, ...words].join('\n\n'))
  downloadText(`${t('accounts.signOut.file')}.md`, parts.join('\n\n---\n\n'))
}
