import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { REQUEST_WORDS_LENGTH } from '../../shared/sharing/sharing.ts'
import { Trouble } from '../accounts/Field.tsx'
import form from '../accounts/form.module.css'
import { Button } from '../ui/Button.tsx'
import { t } from '../words/words.ts'
import styles from './AskForAccess.module.css'
import { askForAccess } from './share.ts'

interface AskForAccessProps {
  document: string
  /** There is such a document: I may do something with it already. */
  isHere?: boolean
}

/** [CS6] A few words to whoever owns the document; the answer is the same whether there is one. */
export function AskForAccess({ document, isHere = false }: AskForAccessProps) {
  const id = useId()
  const step = useSignal<'closed' | 'open' | 'busy' | 'sent' | 'failed'>('closed')
  const words = useSignal('')
  const send = async (event: Event) => {
    event.preventDefault()
    step.value = 'busy'
    const { kind } = await askForAccess(document, words.value.trim())
    step.value = kind === 'ok' ? 'sent' : 'failed'
  }
  if (step.value === 'sent')
    return (
      <p class={styles.sent} role='status'>
        {t(isHere ? 'sharing.ask.sentHere' : 'sharing.ask.sent')}
      </p>
    )
  if (step.value === 'closed')
    return (
      <Button
        look={isHere ? 'outlined' : 'primary'}
        icon='person'
        onClick={() => {
          step.value = 'open'
        }}
      >
        {t(isHere ? 'sharing.ask.more' : 'sharing.ask.open')}
      </Button>
    )
  return (
    <form class={styles.ask} onSubmit={send}>
      <div class={form.field}>
        <label for={id}>{t('sharing.ask.words')}</label>
        <textarea
          id={id}
          ref={(field) => field?.focus()}
          class={`${form.input} ${styles.words}`}
          rows={3}
          maxLength={REQUEST_WORDS_LENGTH}
          dir='auto'
          value={words}
          onInput={(event) => {
            words.value = event.currentTarget.value
          }}
        />
      </div>
      {step.value === 'failed' && <Trouble>{t('sharing.ask.failed')}</Trouble>}
      <div class={form.buttons}>
        <Button look='primary' type='submit' disabled={step.value === 'busy'}>
          {t('sharing.ask.send')}
        </Button>
      </div>
    </form>
  )
}
