import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { unreachable } from '../../shared/kit/assert.ts'
import { needsAccount } from '../accounts/needs-account.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button, ButtonLink } from '../ui/Button.tsx'
import { Key } from '../ui/Key.tsx'
import { Mark } from '../ui/Mark.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import wordmark from '../ui/wordmark.module.css'
import { clockTime, daysBetween, exactly } from '../words/moments.ts'
import { t } from '../words/words.ts'
import { DocumentList, type RowActions } from './DocumentList.tsx'
import { EmptyLibrary } from './EmptyLibrary.tsx'
import type { Library, LibraryState } from './library.ts'

interface LibraryPageProps {
  library: Library
  now: number
  actions: RowActions
  onNew: () => void
  /** Where one says what to look for. */
  search: ComponentChildren
  /** What was found, in place of the list; null: nothing is looked for. */
  found: ComponentChildren | null
  /** Ways to other places of mine, in the bar. */
  places?: ComponentChildren
  /** At the end of the bar. */
  end: ComponentChildren
  foot: ComponentChildren
}

/** Every document I made or opened, the last changed first. */
export function LibraryPage(props: LibraryPageProps) {
  const { library, now, actions, onNew, search, found, places, end, foot } = props
  const state = library.state.value
  const isFilled = state.kind === 'listed' && state.rows.length > 0
  useNewKey(onNew)
  return (
    <Page
      title={t('library.title')}
      start={
        <span class={wordmark.wordmark}>
          <Mark />
          {t('app.name')}
        </span>
      }
      end={
        <>
          {places}
          <ButtonLink href='/trash' icon='trash' label={t('trash.title')} />
          {end}
        </>
      }
      action={
        isFilled &&
        !needsAccount.value && (
          <Button look='primary' icon='plus' aria-keyshortcuts='n' onClick={onNew}>
            {t('library.new')}
            <Key>{t('library.newKey')}</Key>
          </Button>
        )
      }
      foot={foot}
    >
      {(isFilled || found) && search}
      {found ?? <Body library={library} state={state} now={now} actions={actions} onNew={onNew} />}
    </Page>
  )
}

interface BodyProps extends Pick<LibraryPageProps, 'library' | 'now' | 'actions' | 'onNew'> {
  state: LibraryState
}

function Body({ library, state, now, actions, onNew }: BodyProps) {
  const again = (
    <Button look='outlined' icon='retry' onClick={() => void library.refresh()}>
      {t('library.again')}
    </Button>
  )
  switch (state.kind) {
    case 'loading':
      return <Skeleton label={t('app.loading')} lines={[30, 92, 84, 96, 70]} />
    case 'failed':
      return (
        <Notice icon='unsaved' title={t('library.failed')} end={again}>
          {t('library.failedText')}
        </Notice>
      )
    case 'listed':
      return (
        <>
          {state.trouble && (
            <Banner tone='warning' end={again}>
              {t(state.trouble === 'offline' ? 'library.offline' : 'library.stale', {
                time: moment(state.at, now),
              })}
            </Banner>
          )}
          {state.rows.length === 0 ? (
            <Nothing onNew={onNew} />
          ) : (
            <DocumentList rows={state.rows} now={now} actions={actions} />
          )}
        </>
      )
    default:
      return unreachable(state)
  }
}

/** An empty list teaches; a guest of a server for members learns where to begin. */
function Nothing({ onNew }: Pick<LibraryPageProps, 'onNew'>) {
  if (!needsAccount.value) return <EmptyLibrary onNew={onNew} />
  return (
    <Notice
      icon='person'
      title={t('library.guestTitle')}
      end={
        <ButtonLink href='/sign-in' look='primary' icon='key'>
          {t('account.signIn')}
        </ButtonLink>
      }
    >
      {t('library.guestText')}
    </Notice>
  )
}

const moment = (at: number, now: number) =>
  daysBetween(at, now) === 0 ? clockTime(at) : exactly(at)

/** `n` makes a document, unless somebody is typing or a dialog is open. */
function useNewKey(onNew: () => void) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'n' || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.target instanceof Element && event.target.closest('input, textarea, dialog')) return
      if (document.querySelector('dialog[open]')) return
      event.preventDefault()
      onNew()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [onNew])
}
