import { AccountButton } from './accounts/AccountButton.tsx'
import type { Account } from './accounts/account.ts'
import { keptList } from './documents/kept-list.ts'
import { isNewerHere, openNewer } from './offline/offline.ts'
import { openHelp, openPalette, PALETTE, PALETTE_KEYS } from './palette/open-palette.ts'
import { PaletteButton } from './palette/PaletteButton.tsx'
import { type Command, useCommands } from './ui/commands.ts'
import type { IconName } from './ui/Icon.tsx'
import { go, path } from './ui/path.ts'
import { t } from './words/words.ts'

interface EverywhereProps {
  account: Account
  keep: Pick<Storage, 'getItem'>
  onNew: () => void
  onSignOut: () => void
}

/** What can be done on every page. */
export function useEverywhere({ account, keep, onNew, onSignOut }: EverywhereProps): void {
  useCommands(() => [
    {
      ...{ id: 'document.new', name: t('library.new'), group: t('palette.groups.app') },
      ...{ icon: 'plus', run: onNew },
      // Elsewhere a letter that slipped out of the text must not make a document.
      ...(path.value === '/' && { keys: 'n', isHeard: true }),
    },
    ...place('/', t('palette.goLibrary'), 'back', 'g,l'),
    ...place('/kept', t('palette.goKept'), 'laptop', 'g,k'),
    ...place('/trash', t('palette.goTrash'), 'trash', 'g,t'),
    ...aboutMe(account, onSignOut),
    {
      ...{ id: PALETTE, name: t('palette.open'), group: t('palette.groups.app') },
      ...{ icon: 'commands', keys: PALETTE_KEYS, run: openPalette },
    },
    {
      ...{ id: 'app.keyboard', name: t('palette.helpOpen'), group: t('palette.groups.app') },
      ...{ icon: 'keyboard', keys: 'Mod-/ ?', run: openHelp },
    },
    ...(isNewerHere.value ? [UPDATE()] : []),
  ])
  useCommands(() => documentsOf(account, keep), 'without keys')
}

/** The way to every document of the list, as this browser had it last. */
function documentsOf({ me }: Account, keep: Pick<Storage, 'getItem'>): Command[] {
  const person = me.peek()?.person
  const { documents = [] } = (person && keptList(keep, person)) || {}
  return documents
    .filter(({ id, title }) => title !== '' && path.value !== `/d/${id}`)
    .map(({ id, title }) => ({
      ...{ id: `open.${id}`, name: t('palette.openDocument', { title }), icon: 'open' },
      ...{ group: t('palette.groups.documents'), run: () => go(`/d/${id}`) },
    }))
}

const UPDATE = (): Command => ({
  ...{ id: 'app.update', name: t('palette.update'), group: t('palette.groups.app') },
  ...{ icon: 'retry', run: () => void openNewer() },
})

/** The way to a page, except to the one that is shown. */
function place(where: string, name: string, icon: IconName, keys?: string): Command[] {
  if (path.value === where) return []
  const id = `go${where.replace('/', '.')}`
  const group = t('palette.groups.app')
  return [{ ...{ id, name, group, icon, run: () => go(where) }, ...(keys && { keys }) }]
}

/** A guest can become somebody; a person has an account, and can leave. */
function aboutMe({ me, isPerson }: Account, onSignOut: () => void): Command[] {
  const account = place('/account', t('palette.goAccount'), 'person', 'g,a')
  if (!isPerson.peek()) return [...account, ...place('/sign-in', t('account.signIn'), 'key')]
  const out: Command = {
    ...{ id: 'account.signOut', name: t('account.signOut'), group: t('palette.groups.app') },
    ...{ icon: 'leave', run: onSignOut },
  }
  const instance = me.peek()?.isOwner ? place('/instance', t('palette.goInstance'), 'options') : []
  return [...account, ...instance, out]
}

/** At the end of every bar. */
export function BarEnd({ account, onSignOut }: { account: Account; onSignOut: () => void }) {
  return (
    <>
      <PaletteButton />
      <AccountButton account={account} onSignOut={onSignOut} />
    </>
  )
}
