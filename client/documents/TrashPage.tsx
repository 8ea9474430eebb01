import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { TrashedDocument } from '../../shared/documents/trashed-document.ts'
import { unreachable } from '../../shared/kit/assert.ts'
import { Button, ButtonLink } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import pageList from '../ui/page-list.module.css'
import { useRowCommands } from '../ui/row-commands.ts'
import rowTitle from '../ui/row-title.module.css'
import { Skeleton } from '../ui/Skeleton.tsx'
import { exactly } from '../words/moments.ts'
import { t } from '../words/words.ts'
import styles from './TrashPage.module.css'
import type { Trash } from './trash.ts'

const DAY_MS = 24 * 60 * 60 * 1000

interface TrashPageProps {
  trash: Trash
  /** At the end of the bar. */
  end: ComponentChildren
  foot: ComponentChildren
}

export function TrashPage({ trash, end, foot }: TrashPageProps) {
  useRowCommands({
    scope: 'trash',
    group: t('palette.groups.documents'),
    named: (row) => t('palette.ofRow', row),
  })
  return (
    <Page
      title={t('trash.title')}
      start={<ButtonLink href='/' icon='back' label={t('trash.back')} />}
      end={end}
      foot={foot}
    >
      <Body trash={trash} />
    </Page>
  )
}

function Body({ trash }: { trash: Trash }) {
  const state = trash.state.value
  const doomed = useSignal<TrashedDocument | null>(null)
  switch (state.kind) {
    case 'loading':
      return <Skeleton label={t('app.loading')} lines={[30, 92, 84]} />
    case 'failed':
      return (
        <Notice icon='unsaved' title={t('trash.failed')} end={<Again trash={trash} />}>
          {t('trash.failedText')}
        </Notice>
      )
    case 'listed':
      if (state.documents.length === 0)
        return (
          <Notice icon='trash' title={t('trash.emptyTitle')} end={<Back />}>
            {t('trash.emptyText')}
          </Notice>
        )
      return (
        <>
          <p class={pageList.about}>{t('trash.about')}</p>
          <ul class={pageList.list}>
            {state.documents.map((each) => (
              <Row
                key={each.id}
                document={each}
                now={state.now}
                onRestore={() => trash.restore(each)}
                onDestroy={() => {
                  doomed.value = each
                }}
              />
            ))}
          </ul>
          {doomed.value && (
            <Destroy
              document={doomed.value}
              onYes={(each) => void trash.destroy(each)}
              onClose={() => {
                doomed.value = null
              }}
            />
          )}
        </>
      )
    default:
      return unreachable(state)
  }
}

interface RowProps {
  document: TrashedDocument
  now: number
  onRestore: () => void
  onDestroy: () => void
}

function Row({ document: { title, trashedAt, goneAt }, now, onRestore, onDestroy }: RowProps) {
  return (
    <li class={styles.row} data-acts-on={title || t('library.untitled')}>
      <span class={styles.words}>
        <span class={title ? rowTitle.title : rowTitle.untitled} dir='auto'>
          {title || t('library.untitled')}
        </span>
        <time dateTime={new Date(trashedAt).toISOString()} title={exactly(trashedAt)}>
          {left(goneAt, now)}
        </time>
      </span>
      <span class={styles.end} data-acts>
        <Button look='outlined' icon='restore' onClick={onRestore}>
          {t('trash.restore')}
        </Button>
        <Button icon='trash' onClick={onDestroy}>
          {t('trash.destroy')}
        </Button>
      </span>
    </li>
  )
}

interface DestroyProps {
  document: TrashedDocument
  onYes: (document: TrashedDocument) => void
  onClose: () => void
}

/** The one question of its kind: nothing else here cannot be undone. */
function Destroy({ document, onYes, onClose }: DestroyProps) {
  const title = document.title || t('library.untitled')
  return (
    <Dialog title={t('trash.destroyTitle')} closeLabel={t('app.close')} onClose={onClose}>
      <p class={styles.question}>{t('trash.destroyText', { title })}</p>
      <div class={styles.choice}>
        <Button look='outlined' onClick={onClose}>
          {t('trash.keep')}
        </Button>
        <Button
          look='primary'
          icon='trash'
          onClick={() => {
            onYes(document)
            onClose()
          }}
        >
          {t('trash.destroy')}
        </Button>
      </div>
    </Dialog>
  )
}

function Again({ trash }: { trash: Trash }) {
  return (
    <Button look='outlined' icon='retry' onClick={() => void trash.refresh()}>
      {t('library.again')}
    </Button>
  )
}

function Back() {
  return (
    <ButtonLink href='/' look='outlined' icon='back'>
      {t('trash.back')}
    </ButtonLink>
  )
}

function left(goneAt: number, now: number): string {
  const days = Math.floor((goneAt - now) / DAY_MS)
  return days < 1 ? t('trash.lastDay') : t('trash.left', { count: days })
}
