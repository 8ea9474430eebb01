import { useRef } from 'preact/hooks'
import type { DocumentSummary } from '../../shared/documents/document-summary.ts'
import { IS_MAC, keyForEars, keyName } from '../editor/key-name.ts'
import { Avatar, AvatarRest, AvatarStack } from '../ui/Avatar.tsx'
import { type Command, useCommands } from '../ui/commands.ts'
import { Icon } from '../ui/Icon.tsx'
import { Menu, type MenuItem } from '../ui/Menu.tsx'
import rowLink from '../ui/row-link.module.css'
import rowTitle from '../ui/row-title.module.css'
import { ago, month } from '../words/ago.ts'
import { daysBetween, listed } from '../words/moments.ts'
import { t } from '../words/words.ts'
import styles from './DocumentList.module.css'
import type { LibraryRow } from './library.ts'

const FACES = 4

/** What can be done with a document of the list; a command palette may call the same. */
export interface RowActions {
  open: (row: DocumentSummary) => void
  copyLink: (row: DocumentSummary) => void
  /** Opens it with its first line selected: writing that is renaming. */
  rename: (row: DocumentSummary) => void
  /** Deletes it, or leaves it if it is another's. */
  remove: (row: DocumentSummary) => void
}

interface DocumentListProps {
  rows: readonly LibraryRow[]
  now: number
  actions: RowActions
}

/** The documents under the days of their last change. */
export function DocumentList({ rows, now, actions }: DocumentListProps) {
  const chosen = useRef<string | null>(null)
  useCommands(() =>
    rowCommands(
      rows.find(({ id }) => id === chosen.current),
      actions,
    ),
  )
  const spans = Map.groupBy(rows, ({ changedAt }) => span(changedAt, now))
  return (
    <div
      class={styles.spans}
      onFocusCapture={({ target }) => {
        if (target instanceof Element)
          chosen.current = target.closest('[data-row]')?.getAttribute('data-row') ?? null
      }}
    >
      {[...spans].map(([name, within]) => (
        <section key={name} class={styles.span}>
          <h2>{name}</h2>
          <ul>
            {within.map((each) => (
              <Row key={each.id} row={each} now={now} actions={actions} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

interface RowProps {
  row: LibraryRow
  now: number
  actions: RowActions
}

function Row({ row, now, actions }: RowProps) {
  const { id, title, changedAt, here, isWaiting, isAway } = row
  const name = title || t('library.untitled')
  const press = (event: KeyboardEvent & { currentTarget: HTMLAnchorElement }) => {
    if (isCopying(event)) {
      event.preventDefault()
      return actions.copyLink(row)
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    const link = event.currentTarget
    if (event.key === 'F2') actions.rename(row)
    else if (event.key === 'ArrowDown') neighbour(link, 1)?.focus()
    else if (event.key === 'ArrowUp') neighbour(link, -1)?.focus()
    else if (event.key === 'Delete') {
      // With this row the focus would be lost.
      const next = neighbour(link, 1) ?? neighbour(link, -1)
      next?.focus()
      actions.remove(row)
    } else return
    event.preventDefault()
  }
  return (
    <li class={styles.row} data-row={id} data-away={isAway || undefined}>
      <a
        class={rowLink.link}
        href={`/d/${id}`}
        aria-keyshortcuts={`F2 Delete ${keyForEars('Mod-c', IS_MAC)}`}
        onKeyDown={press}
      >
        {/* Of any script, but it begins where the page's own words begin. */}
        <span class={title ? rowTitle.title : rowTitle.untitled} dir='auto'>
          {name}
        </span>
        <span class={styles.about}>
          {isWaiting && (
            <span class={styles.standing}>
              <Icon name='laptop' size={15} />
              {t('library.waiting')}
            </span>
          )}
          {isAway && (
            <span class={styles.standing}>
              <Icon name='unsaved' size={15} />
              {t('library.needsNetwork')}
            </span>
          )}
          <time dateTime={new Date(changedAt).toISOString()}>{ago(changedAt, now)}</time>
        </span>
      </a>
      {here.length > 0 && <Here people={here} />}
      <span class={styles.menu}>
        <Menu
          icon='options'
          label={t('library.menu', { title: name })}
          items={items(row, actions)}
        />
      </span>
    </li>
  )
}

/** The same, under names that say of which document: in the list of all commands no row is seen. */
function rowCommands(row: LibraryRow | undefined, actions: RowActions): Command[] {
  if (!row) return []
  const group = t('palette.groups.documents')
  const title = row.title || t('library.untitled')
  const isMine = row.role === 'own'
  const mayRename = isMine || row.role === 'write'
  const about = (id: string, name: string) => ({ id: `library.${id}`, name, group, isHeard: true })
  return [
    ...(mayRename
      ? [
          {
            ...{ ...about('rename', t('library.renameRow', { title })), icon: 'rename' as const },
            ...{ keys: 'F2', run: () => actions.rename(row) },
          },
        ]
      : []),
    {
      ...{ ...about('copyLink', t('library.copyLinkRow', { title })), icon: 'link' },
      ...{ keys: 'Mod-c', run: () => actions.copyLink(row) },
    },
    {
      ...about('remove', t(isMine ? 'library.deleteRow' : 'library.leaveRow', { title })),
      ...{ icon: isMine ? 'trash' : 'leave', keys: 'Delete', run: () => actions.remove(row) },
    },
  ]
}

function items(row: LibraryRow, actions: RowActions): MenuItem[] {
  const isMine = row.role === 'own'
  const mayRename = isMine || row.role === 'write'
  return [
    { label: t('library.open'), icon: 'open', run: () => actions.open(row) },
    {
      ...{ label: t('library.copyLink'), icon: 'link' as const },
      ...{ shortcut: keyName('Mod-c', IS_MAC), run: () => actions.copyLink(row) },
    },
    ...(mayRename
      ? [
          {
            ...{ label: t('library.rename'), icon: 'rename' as const },
            ...{ shortcut: t('library.renameKey'), run: () => actions.rename(row) },
          },
        ]
      : []),
    {
      label: isMine ? t('library.delete') : t('library.leave'),
      icon: isMine ? 'trash' : 'leave',
      shortcut: t('library.deleteKey'),
      isDanger: isMine,
      run: () => actions.remove(row),
    },
  ]
}

/** Of words that are selected a copy is a copy. */
function isCopying({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  if (key.toLowerCase() !== 'c' || altKey || shiftKey) return false
  return (IS_MAC ? metaKey : ctrlKey) && getSelection()?.isCollapsed !== false
}

function Here({ people }: { people: DocumentSummary['here'] }) {
  const label = t('library.here', { names: listed(people.map(({ name }) => name)) })
  return (
    <div class={styles.here} title={label}>
      <AvatarStack label={label}>
        {people.slice(0, FACES).map(({ person, name, colour }) => (
          <li key={person} data-person={person}>
            <Avatar name={name} hue={colour} size='small' />
          </li>
        ))}
        {people.length > FACES && (
          <li>
            <AvatarRest count={t('people.rest', { count: people.length - FACES })} size='small' />
          </li>
        )}
      </AvatarStack>
    </div>
  )
}

/** The row's link next to this one, in either direction. */
function neighbour(link: HTMLAnchorElement, step: 1 | -1): HTMLAnchorElement | undefined {
  const links = [
    ...(link.closest('main') ?? document).querySelectorAll<HTMLAnchorElement>(`.${styles.row} > a`),
  ]
  return links[links.indexOf(link) + step]
}

function span(at: number, now: number): string {
  const days = daysBetween(at, now)
  if (days <= 0) return t('library.today')
  if (days === 1) return t('library.yesterday')
  return days < 7 ? t('library.week') : month(at)
}
