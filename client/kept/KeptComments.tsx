import type { Outbox } from '../outbox/outbox.ts'
import { Button, ButtonLink } from '../ui/Button.tsx'
import pageList from '../ui/page-list.module.css'
import { copyText } from '../ui/take-along.ts'
import { toast } from '../ui/toasts.ts'
import { ago } from '../words/ago.ts'
import { exactly } from '../words/moments.ts'
import { t } from '../words/words.ts'
import styles from './KeptPage.module.css'
import type { KeptComment } from './kept-comments.ts'

export type KeptOutbox = Pick<Outbox, 'entries' | 'add' | 'retry' | 'drop'>

interface KeptCommentsProps {
  comments: readonly KeptComment[]
  outbox: KeptOutbox
  now: number
}

/** Comments that were refused, wherever they were written: their document shows them no more. */
export function KeptComments({ comments, outbox, now }: KeptCommentsProps) {
  return (
    <section>
      <h2 class={styles.title}>{t('threads.panel')}</h2>
      <p class={pageList.about}>{t('threads.strandedText')}</p>
      <ul class={pageList.list}>
        {comments.map((comment) => (
          <Row key={comment.intent.id} comment={comment} outbox={outbox} now={now} />
        ))}
      </ul>
    </section>
  )
}

interface RowProps extends Pick<KeptCommentsProps, 'outbox' | 'now'> {
  comment: KeptComment
}

function Row({ comment, outbox, now }: RowProps) {
  const { intent, why, words } = comment
  const copy = async () => {
    if (await copyText(words)) toast(t('threads.copied'))
  }
  const discard = async () => {
    await outbox.drop(intent.id)
    toast(t('kept.removed'), { label: t('kept.undo'), run: () => void outbox.add(intent) })
  }
  return (
    <li class={styles.row} data-acts-on={words.slice(0, 40)}>
      <blockquote class={styles.text} dir='auto'>
        {words}
      </blockquote>
      <p class={styles.why}>
        {t(`kept.why.${why}` as 'kept.why.deleted', {
          defaultValue: t(`refusals.${why}` as 'refusals.deleted', t('kept.whyOther')),
        })}
        {' · '}
        <time dateTime={new Date(intent.at).toISOString()} title={exactly(intent.at)}>
          {ago(intent.at, now)}
        </time>
      </p>
      <div class={styles.actions} data-acts>
        <ButtonLink look='outlined' href={`/d/${intent.lane}`} icon='open'>
          {t('library.open')}
        </ButtonLink>
        <Button icon='copy' onClick={() => void copy()}>
          {t('threads.copy')}
        </Button>
        <Button icon='retry' onClick={() => outbox.retry(intent.id)}>
          {t('threads.retry')}
        </Button>
        <Button icon='trash' onClick={() => void discard()}>
          {t('threads.drop')}
        </Button>
      </div>
    </li>
  )
}
