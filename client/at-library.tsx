import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { realClock } from '../shared/kit/clock.ts'
import type { Account } from './accounts/account.ts'
import { copyLink } from './documents/copy-link.ts'
import { LibraryPage } from './documents/LibraryPage.tsx'
import { Library } from './documents/library.ts'
import { PlainHttp } from './documents/PlainHttp.tsx'
import { wishToRename } from './documents/rename-wish.ts'
import { TrashPage } from './documents/TrashPage.tsx'
import { Trash } from './documents/trash.ts'
import type { Wishes } from './documents/wishes.ts'
import { KeptLink } from './kept/KeptLink.tsx'
import { factoryHere } from './live/here.ts'
import { documentsOnDevice } from './live/on-device.ts'
import { focusSearch, SearchField } from './search/SearchField.tsx'
import { SearchResults } from './search/SearchResults.tsx'
import { Search } from './search/search.ts'
import { useCommands } from './ui/commands.ts'
import { go } from './ui/path.ts'
import { t } from './words/words.ts'

export interface AtLibraryProps {
  account: Account
  keep: Pick<Storage, 'getItem' | 'setItem'>
  outboxOf: (home: string, account: Account) => Wishes
  onNew: () => void
  /** At the end of the bar. */
  end: ComponentChildren
}

/** My documents, and what is found among them. */
export function AtLibrary({ account, keep, outboxOf, onNew, end }: AtLibraryProps) {
  const home = homeOf(account)
  const { library, search } = useMemo(() => {
    const opened = new Library({
      ...{ clock: realClock, known: account.known(), kept: keep },
      person: () => account.me.peek()?.person ?? null,
      outbox: home ? outboxOf(home, account) : NO_WISHES,
      onDevice: async () => (home ? documentsOnDevice(factoryHere(), realClock, home) : null),
    })
    const titles = () => {
      const state = opened.state.peek()
      return state.kind === 'listed' ? state.rows : []
    }
    return { library: opened, search: new Search({ clock: realClock, titles }) }
  }, [account, home, keep, outboxOf])
  useEffect(
    () => () => {
      library.close()
      search.close()
    },
    [library, search],
  )
  const list = useRef<HTMLUListElement>(null)
  const best = () => list.current?.querySelector('a')
  useCommands(() => [
    {
      ...{ id: 'library.search', name: t('search.label'), group: t('palette.groups.app') },
      ...{ icon: 'search', keys: '/', isHeard: true, run: focusSearch },
    },
  ])
  const now = realClock.now()
  return (
    <LibraryPage
      {...{ library, now, onNew }}
      actions={{
        open: ({ id }) => go(`/d/${id}`),
        copyLink: ({ id }) => void copyLink(id),
        rename: ({ id }) => {
          wishToRename(id)
          go(`/d/${id}`)
        },
        remove: (row) => library.remove(row),
      }}
      search={
        <SearchField
          search={search}
          onDown={() => best()?.focus()}
          onEnter={() => best()?.click()}
        />
      }
      found={search.isOn.value ? <SearchResults search={search} now={now} list={list} /> : null}
      end={
        <>
          <KeptLink
            clock={realClock}
            others={account.otherHomes.value}
            outbox={home ? outboxOf(home, account) : null}
          />
          {end}
        </>
      }
      foot={<PlainHttp />}
    />
  )
}

/** What I deleted lately. */
export function AtTrash({ account, outboxOf, end }: AtLibraryProps) {
  const home = homeOf(account)
  const trash = useMemo(
    () =>
      new Trash({
        ...{ clock: realClock, known: account.known(), go },
        outbox: home ? outboxOf(home, account) : NO_WISHES,
      }),
    [account, home, outboxOf],
  )
  useEffect(() => () => trash.close(), [trash])
  return <TrashPage trash={trash} end={end} foot={<PlainHttp />} />
}

const homeOf = ({ home, me }: Account) => home.value ?? me.value?.person ?? null

/** Of a browser that nobody knows yet. */
const NO_WISHES: Wishes = { entries: signal([]), add: async () => false, drop: async () => {} }
