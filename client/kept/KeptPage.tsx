import type { ComponentChildren } from 'preact'
import { unreachable } from '../../shared/kit/assert.ts'
import { Button, ButtonLink } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import pageList from '../ui/page-list.module.css'
import { useRowCommands } from '../ui/row-commands.ts'
import { Skeleton } from '../ui/Skeleton.tsx'
import { copyText, downloadText } from '../ui/take-along.ts'
import { toast } from '../ui/toasts.ts'
import { ago } from '../words/ago.ts'
import { exactly } from '../words/moments.ts'
import { t } from '../words/words.ts'
import { KeptComments, type KeptOutbox } from './KeptComments.tsx'
import styles from './KeptPage.module.css'
import { commentsIn } from './kept-comments.ts'
import type { KeptItem, KeptWords } from './kept-words.ts'

interface KeptPageProps {
  kept: KeptWords
  /** null: nobody's yet. */
  outbox: KeptOutbox | null
  now: number
  /** At the end of the bar. */
  end: ComponentChildren
  foot: ComponentChildren
}

/** Words that the server did not take: to read, to take along, to remove. */
export function KeptPage({ kept, outbox, now, end, foot }: KeptPageProps) {
  useRowCommands({
    scope: 'kept',
    group: t('palette.groups.documents'),
    named: (row) => t('palette.ofRow', row),
  })
  const comments = commentsIn(outbox?.entries.value ?? [])
  return (
    <Page
      title={t('kept.title')}
      start={<ButtonLink href='/' icon='back' label={t('document.back')} />}
      end={end}
      foot={foot}
    >
      {outbox && comments.length > 0 && (
        <KeptComments comments={comments} outbox={outbox} now={now} />
      )}
      <Body kept={kept} now={now} hasMore={comments.length > 0} />
    </Page>
  )
}

interface BodyProps extends Pick<KeptPageProps, 'kept' | 'now'> {
  /** Something else is listed. */
  hasMore: boolean
}

function Body({ kept, now, hasMore }: BodyProps) {
  const state = kept.state.value
  switch (state.kind) {
    case 'loading':
      return <Skeleton label={t('app.loading')} lines={[30, 92, 84]} />
    case 'broken':
      return (
        <Notice icon='unsaved' title={t('kept.brokenTitle')} end={<Back />}>
          {t('kept.brokenText')}
        </Notice>
      )
    case 'listed':
      if (state.items.length === 0 && hasMore) return null
      if (state.items.length === 0)
        return (
          <Notice icon='saved' title={t('kept.emptyTitle')} end={<Back />}>
            {t('kept.emptyText')}
          </Notice>
        )
      return (
        <>
          <p class={pageList.about}>{t('kept.about')}</p>
          <ul class={pageList.list}>
            {state.items.map((item) => (
              <Row key={item.name} item={item} now={now} onRemove={() => void remove(kept, item)} />
            ))}
          </ul>
        </>
      )
    default:
      return unreachable(state)
  }
}

function Row({ item, now, onRemove }: { item: KeptItem; now: number; onRemove: () => void }) {
  const { title, why, at, words } = item
  return (
    <li class={styles.row} data-acts-on={title || t('document.untitled')}>
      <h2 class={title ? styles.title : styles.untitled}>
        <bdi>{title || t('document.untitled')}</bdi>
      </h2>
      <p class={styles.why}>
        {t(`kept.why.${why}`, { defaultValue: t('kept.whyOther') })}
        {' · '}
        <time dateTime={new Date(at).toISOString()} title={exactly(at)}>
          {ago(at, now)}
        </time>
      </p>
      {words ? (
        <details class={styles.words}>
          <summary>{t('kept.read')}</summary>
          <div class={styles.text} dir='auto'>
            {words.plain}
          </div>
        </details>
      ) : (
        <p class={styles.why}>{t('kept.unreadable')}</p>
      )}
      <div class={styles.actions} data-acts>
        {words && (
          <>
            <Button look='outlined' icon='download' onClick={() => download(item)}>
              {t('kept.download')}
            </Button>
            <Button icon='copy' onClick={() => void copy(item)}>
              {t('document.copyWords')}
            </Button>
          </>
        )}
        <Button icon='trash' onClick={onRemove}>
          {t('kept.remove')}
        </Button>
      </div>
    </li>
  )
}

function Back() {
  return (
    <ButtonLink href='/' look='outlined' icon='back'>
      {t('document.back')}
    </ButtonLink>
  )
}

/** A Markdown file. */
export function download({ title, words }: KeptItem): void {
  if (words) downloadText(`${fileName(title)}.md`, words.markdown)
}

async function copy(item: KeptItem): Promise<void> {
  if (item.words && (await copyText(item.words.markdown))) toast(t('document.wordsCopied'))
  else download(item)
}

async function remove(kept: KeptWords, item: KeptItem): Promise<void> {
  if (!(await kept.remove(item))) return toast(t('kept.notRemoved'))
  toast(t('kept.removed'), { label: t('kept.undo'), run: () => void kept.putBack(item) })
}

/** A title may hold what a file's name may not. */
function fileName(title: string): string {
  const name = title.replaceAll(/[\\/:*?"<>|\p{Cc}]+/gu, ' ').trim()
  return name.slice(0, 60) || t('document.untitled')
}
