import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { unreachable } from '../../shared/kit/assert.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'
import { Key } from '../ui/Key.tsx'
import { Main } from '../ui/Main.tsx'
import { Mark } from '../ui/Mark.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { t } from '../words/words.ts'
import { DocumentList } from './DocumentList.tsx'
import { EmptyLibrary } from './EmptyLibrary.tsx'
import styles from './LibraryPage.module.css'
import type { Library } from './library.ts'

interface LibraryPageProps {
  library: Library
  onNew: () => void
  /** Who I am, at the end of the bar. */
  account: ComponentChildren
  foot: ComponentChildren
}

/** Every document I made or opened, the last changed first. */
export function LibraryPage({ library, onNew, account, foot }: LibraryPageProps) {
  const state = library.state.value
  useNewKey(onNew)
  return (
    <div class={styles.page}>
      <header class={styles.bar}>
        <span class={styles.name}>
          <Mark />
          {t('app.name')}
        </span>
        {account}
      </header>
      <Main class={styles.main}>
        <div class={styles.head}>
          <h1>{t('library.title')}</h1>
          {state.kind === 'listed' && state.documents.length > 0 && (
            <Button look='primary' icon='plus' aria-keyshortcuts='n' onClick={onNew}>
              {t('library.new')}
              <Key>{t('library.newKey')}</Key>
            </Button>
          )}
        </div>
        <Body library={library} onNew={onNew} />
      </Main>
      {foot}
    </div>
  )
}

function Body({ library, onNew }: Pick<LibraryPageProps, 'library' | 'onNew'>) {
  const state = library.state.value
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
          {state.stale && (
            <Banner tone='warning' end={again}>
              {t('library.stale')}
            </Banner>
          )}
          {state.documents.length === 0 ? (
            <EmptyLibrary onNew={onNew} />
          ) : (
            <DocumentList documents={state.documents} now={state.at} />
          )}
        </>
      )
    default:
      return unreachable(state)
  }
}

/** `n` makes a document, unless somebody is typing or a dialog is open. */
function useNewKey(onNew: () => void) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'n' || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.target instanceof Element && event.target.closest('input, dialog')) return
      event.preventDefault()
      onNew()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [onNew])
}
