import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { plainOf } from '../../shared/threads/body.ts'
import type { Comment } from '../../shared/threads/record.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { Button, IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { ago } from '../words/ago.ts'
import { exactly } from '../words/moments.ts'
import { t } from '../words/words.ts'
import styles from './CommentItem.module.css'
import { Composer } from './Composer.tsx'
import type { Margin } from './margin.ts'
import type { Pending, ThreadView } from './overlay.ts'
import { Words } from './Words.tsx'

interface CommentItemProps {
  margin: Margin
  view: ThreadView
  comment: Comment
  /** Only the first words, and nothing to press. */
  isBrief?: boolean
}

/** What one person said, when, and what has become of it. */
export function CommentItem({ margin, view, comment, isBrief }: CommentItemProps) {
  const doing = useSignal<'reading' | 'editing' | 'deleting'>('reading')
  const { thread, pending } = view
  const mine = margin.threads.isMine(comment.person)
  const of = (each: Pending) => each.comment === comment.id
  const isWaiting = pending.some((each) => of(each) && each.state === 'waiting')
  const isRefused = pending.some(
    (each) => of(each) && each.state === 'refused' && each.kind !== 'comment.edit',
  )
  const { by, at, body } = comment
  const name = by?.name ?? t('threads.somebody')
  const read = () => {
    doing.value = 'reading'
  }
  const back = () => {
    read()
    margin.goTo(thread.id)
  }
  const mayChange = !isBrief && mine && body !== null && !isRefused && margin.mayComment.value
  return (
    <div
      class={styles.comment}
      data-comment={comment.id}
      data-acts-on={body ? plainOf(body).slice(0, 40) : undefined}
    >
      <div class={styles.head}>
        <Avatar name={name} hue={by?.colour ?? ''} size='small' />
        <bdi class={styles.name} title={name}>
          {name}
        </bdi>
        <time class={styles.time} dateTime={new Date(at).toISOString()} title={exactly(at)}>
          {ago(at, Date.now())}
        </time>
        {isWaiting && (
          <span class={styles.waiting} title={t('threads.waiting')}>
            <Icon name='waiting' size={14} />
            <span class='unseen'>{t('threads.waiting')}</span>
          </span>
        )}
        {mayChange && doing.value === 'reading' && (
          <span class={styles.actions} data-acts>
            <IconButton
              icon='edit'
              label={t('threads.edit')}
              onClick={() => {
                doing.value = 'editing'
              }}
            />
            <IconButton
              icon='discard'
              label={t('threads.delete')}
              onClick={() => {
                doing.value = 'deleting'
              }}
            />
          </span>
        )}
      </div>
      {doing.value === 'editing' && body ? (
        <Composer
          name={t('threads.change')}
          send={t('threads.save')}
          body={margin.drafts.of(comment.id)?.body ?? body}
          people={margin.people}
          onChange={(said) =>
            margin.drafts.keep(
              comment.id,
              said === null ? null : { body: said, anchor: null, isOpen: false },
            )
          }
          onSend={(said) => {
            margin.threads.edit(thread.id, comment.id, said)
            margin.drafts.send(comment.id, margin.threads.safe())
            back()
          }}
          onLeave={back}
        />
      ) : (
        <div class={isBrief ? styles.brief : undefined} data-words>
          {body ? <Words body={body} /> : <p class={styles.deleted}>{t('threads.deleted')}</p>}
        </div>
      )}
      {doing.value === 'deleting' && (
        <Sure
          onKeep={back}
          onDelete={() => {
            margin.threads.discard(thread.id, comment.id)
            back()
          }}
        />
      )}
      {!isBrief && comment.edits.length > 0 && body && <History comment={comment} />}
    </div>
  )
}

/** Deleting cannot be undone, so it is asked. */
function Sure({ onKeep, onDelete }: { onKeep: () => void; onDelete: () => void }) {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => box.current?.querySelector('button')?.focus(), [])
  return (
    <div ref={box} class={styles.sure} role='alertdialog' aria-label={t('threads.deleteSure')}>
      <p>{t('threads.deleteSure')}</p>
      <Button onClick={onKeep}>{t('threads.keep')}</Button>
      <Button look='outlined' onClick={onDelete}>
        {t('threads.delete')}
      </Button>
    </div>
  )
}

/** The mark that it was edited; opened, what it said before. */
function History({ comment }: { comment: Comment }) {
  return (
    <details class={styles.history}>
      <summary title={t('threads.history')}>{t('threads.edited')}</summary>
      <ol aria-label={t('threads.history')}>
        {comment.edits.map(({ id, at, body }) => (
          <li key={id}>
            <span class={styles.time}>{t('threads.historyOf', { time: exactly(at) })}</span>
            {body && <Words body={body} />}
          </li>
        ))}
      </ol>
    </details>
  )
}
