import { plainOf, readBody } from '../../shared/threads/body.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { copyText } from '../ui/take-along.ts'
import { toast } from '../ui/toasts.ts'
import { t } from '../words/words.ts'
import type { Margin } from './margin.ts'
import type { Pending, ThreadView } from './overlay.ts'
import styles from './Refusals.module.css'

/** What of a thread the server did not take, why, and what can be done about it. */
export function Refusals({ margin, view }: { margin: Margin; view: ThreadView }) {
  const shown = new Set(view.thread.comments.map(({ id }) => id))
  return (
    <>
      {view.pending
        .filter(({ state }) => state === 'refused')
        .map((pending) => (
          <Refused
            key={pending.id}
            margin={margin}
            pending={pending}
            isShown={pending.kind !== 'comment.edit' && shown.has(pending.comment ?? '')}
          />
        ))}
    </>
  )
}

interface RefusedProps {
  margin: Margin
  pending: Pending
  /** Its words stand in the thread already. */
  isShown: boolean
}

export function Refused({ margin, pending, isShown }: RefusedProps) {
  const words = wordsOf(pending)
  const copy = async () => {
    if (words && (await copyText(words))) toast(t('threads.copied'))
  }
  // Each takes this box away, and with it the button that had the focus.
  const retry = () => {
    margin.threads.retry(pending)
    margin.goTo(pending.thread)
  }
  const drop = () => {
    margin.threads.drop(pending)
    margin.goTo(pending.thread)
  }
  return (
    <div
      class={styles.refused}
      role='alert'
      data-acts-on={words?.slice(0, 40) ?? sentenceOf(pending)}
    >
      <Icon name='alert' size={16} />
      <div class={styles.what}>
        <p>{sentenceOf(pending)}</p>
        {words && !isShown && (
          <blockquote class={styles.words} dir='auto'>
            {words}
          </blockquote>
        )}
        <div class={styles.end} data-acts>
          <Button onClick={retry}>{t('threads.retry')}</Button>
          {words && <Button onClick={copy}>{t('threads.copy')}</Button>}
          <Button onClick={drop}>{t('threads.drop')}</Button>
        </div>
      </div>
    </div>
  )
}

function sentenceOf(pending: Pending): string {
  const what = t(`threads.refused.${pending.kind}` as 'threads.refused.thread.open', '')
  if (pending.state === 'waiting') return t('threads.waiting')
  const why = t(`refusals.${pending.refusal}` as 'refusals.deleted', {
    defaultValue: pending.sentence,
  })
  return `${what} ${why}`
}

function wordsOf({ body }: Pending): string | null {
  const reading = readBody(body)
  return reading.kind === 'body' ? plainOf(reading.body) : null
}
