import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { REASON_LENGTH } from '../../shared/threads/facts.ts'
import type { Thread } from '../../shared/threads/record.ts'
import { Button } from '../ui/Button.tsx'
import { toast } from '../ui/toasts.ts'
import { ago } from '../words/ago.ts'
import { t } from '../words/words.ts'
import { Composer } from './Composer.tsx'
import type { Margin } from './margin.ts'
import type { ThreadView } from './overlay.ts'
import styles from './ThreadFoot.module.css'

/** What can be done with an open thread: answer, resolve, reopen. */
export function ThreadFoot({ margin, view }: { margin: Margin; view: ThreadView }) {
  const { thread } = view
  const { id, resolution } = thread
  const draft = margin.drafts.of(id)
  const doing = useSignal<'reading' | 'replying' | 'resolving'>(draft ? 'replying' : 'reading')
  const back = () => {
    doing.value = 'reading'
    margin.goTo(id)
  }
  // Who is writing goes on writing, whatever others do to the thread meanwhile.
  if (resolution && doing.value === 'reading')
    return (
      <div class={styles.resolved}>
        <Resolved resolution={resolution} />
        {margin.mayComment.value && (
          <Button
            icon='reopen'
            data-act='resolve'
            onClick={() => {
              margin.threads.reopen(id)
              margin.goTo(id)
            }}
          >
            {t('threads.reopen')}
          </Button>
        )}
      </div>
    )
  if (!margin.mayComment.value) return null
  if (doing.value === 'replying')
    return (
      <>
        {resolution && (
          <div class={styles.resolved}>
            <Resolved resolution={resolution} />
          </div>
        )}
        <Composer
          key='reply'
          name={t('threads.reply')}
          send={t('threads.sendReply')}
          body={margin.drafts.of(id)?.body}
          people={margin.people}
          onChange={(body) =>
            margin.drafts.keep(id, body === null ? null : { body, anchor: null, isOpen: false })
          }
          onSend={(body) => {
            margin.threads.reply(id, body)
            margin.drafts.send(id, margin.threads.safe())
            back()
          }}
          onLeave={back}
        />
      </>
    )
  if (doing.value === 'resolving')
    return (
      <Resolving
        onLeave={back}
        onResolve={(reason) => {
          doing.value = 'reading'
          margin.threads.resolve(id, reason)
          const again = () => {
            margin.threads.reopen(id)
            margin.goTo(id)
          }
          toast(t('threads.resolvedToast'), { label: t('threads.undo'), run: again })
          margin.leaveResolved(id)
        }}
      />
    )
  return (
    <div class={styles.foot}>
      <button
        type='button'
        class={styles.reply}
        data-act='reply'
        onClick={() => {
          doing.value = 'replying'
        }}
      >
        {t('threads.reply')}
      </button>
      <Button
        icon='check'
        data-act='resolve'
        onClick={() => {
          doing.value = 'resolving'
        }}
      >
        {t('threads.resolve')}
      </Button>
    </div>
  )
}

function Resolved({ resolution }: { resolution: NonNullable<Thread['resolution']> }) {
  const { by, at, reason } = resolution
  return (
    <>
      <p>
        {t('threads.resolvedBy', { name: by?.name ?? t('threads.somebody') })}{' '}
        <span class={styles.time}>{ago(at, Date.now())}</span>
      </p>
      {reason && <p dir='auto'>{reason}</p>}
    </>
  )
}

interface ResolvingProps {
  onLeave: () => void
  onResolve: (reason: string | null) => void
}

function Resolving({ onLeave, onResolve }: ResolvingProps) {
  const reason = useSignal('')
  const field = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => field.current?.focus({ preventScroll: true }), [])
  const resolve = (event: Event) => {
    event.preventDefault()
    onResolve(reason.value.trim() || null)
  }
  return (
    <form class={styles.resolving} onSubmit={resolve}>
      <input
        ref={field}
        aria-label={t('threads.reason')}
        placeholder={t('threads.reason')}
        maxLength={REASON_LENGTH}
        autocomplete='off'
        dir='auto'
        value={reason.value}
        onInput={(event) => {
          reason.value = event.currentTarget.value
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          onLeave()
        }}
      />
      <div class={styles.end}>
        <Button onClick={onLeave}>{t('threads.cancel')}</Button>
        <Button type='submit' look='primary'>
          {t('threads.resolve')}
        </Button>
      </div>
    </form>
  )
}
