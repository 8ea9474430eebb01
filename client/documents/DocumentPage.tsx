import type { ReadonlySignal } from '@preact/signals'
import type { ComponentChildren, RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Toolbar } from '../editor/Toolbar.tsx'
import layerStyles from '../presence/CaretLayer.module.css'
import { EdgeArrows } from '../presence/EdgeArrows.tsx'
import { Arrivals, People } from '../presence/People.tsx'
import { useCommands } from '../ui/commands.ts'
import { Main } from '../ui/Main.tsx'
import { t } from '../words/words.ts'
import { DocumentBar } from './DocumentBar.tsx'
import styles from './DocumentPage.module.css'
import type { Desk } from './desk.ts'
import { documentCommands, type OnRemove, rarerCommands } from './document-commands.ts'
import { LateNoDocument } from './LateNoDocument.tsx'
import { mayGoOn } from './may-go-on.ts'
import { Opening } from './Opening.tsx'
import { Troubles } from './Troubles.tsx'

interface DocumentPageProps {
  desk: Desk
  onNew: () => void
  onRemove: OnRemove
  /** Opens who may do what. */
  share: ComponentChildren
  /** For whoever may not open it. */
  ask: ComponentChildren
  account: ComponentChildren
  foot: ComponentChildren
}

/** The page in the middle, everything about it in one bar above. */
export function DocumentPage(props: DocumentPageProps) {
  const { desk, onNew, onRemove, share, ask, account, foot } = props
  const obstacle = desk.obstacle.value
  const ready = desk.replica.phase.value === 'ready'
  const isNowhere = !ready && obstacle !== null && obstacle.kind !== 'loading'
  const isLost = ready && isAccessLost(desk)
  const isHere = ready && !isLost
  const head = useRef<HTMLElement>(null)
  useTabTitle(desk.title)
  useGuard(desk)
  useCommands(() => [...documentCommands(desk, onRemove), ...rarerCommands(desk)])
  return (
    <div class={styles.screen}>
      <header ref={head} class={styles.head}>
        <DocumentBar
          isHere={isHere}
          title={desk.title.value}
          status={desk.replica.status}
          onRetry={() => desk.replica.retry()}
          threads={isHere && desk.beside.value && <desk.beside.value.InBar />}
          people={<People people={desk.presence.people} onGo={(person) => desk.goTo(person)} />}
          share={share}
          menu={documentCommands(desk, onRemove)}
          account={account}
        />
        <Tools desk={desk} />
      </header>
      <div class={styles.body} data-wide={desk.beside.value?.isWide.value}>
        <Main class={styles.main}>
          {isHere && <Troubles desk={desk} />}
          {(isLost || isNowhere) && (
            <LateNoDocument>
              {({ AccessLost, NoDocument }) =>
                isNowhere ? (
                  <NoDocument status={obstacle} ask={ask} onNew={onNew} />
                ) : (
                  <AccessLost
                    document={desk.document}
                    hasKept={desk.replica.shelved.value}
                    ask={ask}
                  />
                )
              }
            </LateNoDocument>
          )}
          {obstacle?.kind === 'loading' && <Opening isUnreadable={obstacle.why === 'unreadable'} />}
          <Page desk={desk} head={head} hidden={!isHere} />
        </Main>
        {isHere && desk.beside.value && <desk.beside.value.Beside />}
      </div>
      {desk.layer.value && (
        <EdgeArrows far={desk.layer.value.far} onGo={({ person }) => desk.goTo(person)} />
      )}
      {foot}
      <Arrivals presence={desk.presence} />
    </div>
  )
}

/**
 * Somebody else's document that the server says it does not have: to whoever may not open it any
 * more, it says so. One's own stays in sight; then a server has lost it.
 */
function isAccessLost({ obstacle, role }: Desk): boolean {
  const status = obstacle.value
  const isGone = status?.kind === 'refused' && status.reason === 'unknown-document'
  return isGone && role.value !== null && role.value !== 'own'
}

/** What can be done with the text; for someone who may not change it, a line that says so. */
function Tools({ desk }: { desk: Desk }) {
  const editor = desk.editor.value
  const role = desk.role.value
  if (!editor || !mayGoOn(desk.obstacle.value)) return null
  if (desk.mayWrite.value) return <Toolbar editor={editor} more={desk.beside.value?.tools ?? []} />
  return (
    <p class={styles.standing} role='status'>
      {t(role === 'read' ? 'document.mayRead' : 'document.mayComment')}
    </p>
  )
}

interface PageProps {
  desk: Desk
  head: RefObject<HTMLElement | null>
  hidden: boolean
}

/** The text, and over it what presence draws. Never drawn again: the editor owns what is inside. */
function Page({ desk, head, hidden }: PageProps) {
  const page = useRef<HTMLDivElement>(null)
  const layer = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (page.current && layer.current && head.current)
      return desk.seat({ page: page.current, layer: layer.current, head: head.current })
  }, [desk, head])
  useEffect(() => {
    if (!hidden) desk.begin()
  }, [desk, hidden])
  return (
    <div class={styles.sheet} hidden={hidden}>
      <div ref={page} class={styles.page} />
      <div ref={layer} class={layerStyles.layer} aria-hidden='true' />
    </div>
  )
}

function useTabTitle(title: ReadonlySignal<string>) {
  const words = title.value || t('document.untitled')
  useEffect(() => {
    document.title = `${words} – ${t('app.name')}`
    return () => {
      document.title = t('app.name')
    }
  }, [words])
}

/** The browser asks before it closes a tab that alone holds somebody's words. */
function useGuard(desk: Desk) {
  useEffect(() => {
    const guard = (event: BeforeUnloadEvent) => {
      if (desk.editor.peek() && !desk.replica.kept.peek()) event.preventDefault()
    }
    addEventListener('beforeunload', guard)
    return () => removeEventListener('beforeunload', guard)
  }, [desk])
}
