import { effect, signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { realClock } from '../shared/kit/clock.ts'
import { secureRng } from '../shared/kit/rng.ts'
import type { Account } from './accounts/account.ts'
import { LateAccounts } from './accounts/LateAccounts.tsx'
import { learnAccess, needsAccount } from './accounts/needs-account.ts'
import { signInPath } from './accounts/return-path.ts'
import { AtDesk } from './at-desk.tsx'
import { beginDocument, refusedDocuments } from './documents/begin.ts'
import { Failed } from './documents/Failed.tsx'
import { PlainHttp } from './documents/PlainHttp.tsx'
import { BarEnd, useEverywhere } from './everywhere.tsx'
import { factoryHere } from './live/here.ts'
import { NewVersion } from './offline/NewVersion.tsx'
import { Outbox } from './outbox/outbox.ts'
import { Lists } from './palette/Lists.tsx'
import { LiveRegion } from './ui/LiveRegion.tsx'
import { late } from './ui/late.tsx'
import { go, path } from './ui/path.ts'
import { Toast, Toasts } from './ui/Toasts.tsx'
import { toast } from './ui/toasts.ts'
import { addWords, t } from './words/words.ts'

/** Small choices of this browser. */
type Keep = Pick<Storage, 'getItem' | 'setItem'>

interface Everyones {
  account: Account
  keep: Keep
}

/** Somebody wants to sign out of this browser. */
const isLeaving = signal(false)

/** Which page stands under which path. */
export function App({ account, keep }: Everyones) {
  const id = /^\/d\/([^/]+)\/?$/.exec(path.value)?.[1]
  const onNew = () => begin(account)
  useEverywhere({ account, keep, onNew, onSignOut: leave })
  useEffect(() => learnAccess(account), [account])
  return (
    <>
      {id ? (
        <AtDesk
          key={id}
          {...{ id, account, keep, outboxOf, onNew }}
          end={<End account={account} />}
        />
      ) : (
        <OutsideDesk account={account} keep={keep} />
      )}
      {isLeaving.value && <Leaving account={account} />}
      <Toasts>
        <NewVersion />
        <Ended account={account} />
      </Toasts>
      <Lists kept={keep} />
      <LiveRegion />
    </>
  )
}

const library = signal<typeof import('./at-library.tsx') | 'failed' | null>(null)

/** The lists of documents; whoever opens a document by its address does not wait for them. */
export async function loadLibrary(): Promise<void> {
  const load = Promise.all([import('./at-library.tsx'), import('./documents/labels.en.ts')])
  library.value ??= await load.then(
    async ([lists, { listLabels }]) => {
      await addWords(listLabels)
      return lists
    },
    () => 'failed' as const,
  )
}

const LateKept = late(() => import('./at-kept.tsx'))

/** Pages of one's own, of the installation, and the way in. */
const ABOUT_PEOPLE = {
  '/sign-in': 'SignInPage',
  '/account': 'AccountPage',
  '/instance': 'InstancePage',
} as const

function OutsideDesk({ account, keep }: Everyones) {
  const place = path.value.replace(/(.)\/$/, '$1')
  const all = { account, keep, outboxOf, onNew: () => begin(account) }
  const end = <End account={account} />
  const home = account.home.value ?? account.me.value?.person
  const about = Object.entries(ABOUT_PEOPLE).find(([each]) => each === place)?.[1]
  const isList = about === undefined && place !== '/kept'
  useEffect(() => {
    if (isList) void loadLibrary()
  }, [isList])
  if (place === '/kept')
    return (
      <LateKept failed={<Failed title={t('document.failedTitle')}>{t('account.failed')}</Failed>}>
        {({ AtKept }) => (
          <AtKept
            account={account}
            outbox={home ? outboxOf(home, account) : null}
            end={end}
            foot={<PlainHttp />}
          />
        )}
      </LateKept>
    )
  if (about)
    return (
      <LateAccounts
        failed={<Failed title={t('document.failedTitle')}>{t('account.failed')}</Failed>}
      >
        {(pages) => {
          const Page = pages[about]
          return <Page account={account} end={end} go={go} onSignOut={leave} />
        }}
      </LateAccounts>
    )
  if (!library.value) return null
  if (library.value === 'failed')
    return <Failed title={t('library.failed')}>{t('library.failedText')}</Failed>
  const { AtLibrary, AtTrash } = library.value
  if (place === '/trash') return <AtTrash {...all} end={end} />
  return <AtLibrary {...all} end={end} />
}

function leave(): void {
  isLeaving.value = true
}

function Leaving({ account }: { account: Account }) {
  const home = account.home.value
  const stay = () => {
    isLeaving.value = false
  }
  const notLoaded = () => toast(t('account.failed'))
  return (
    <LateAccounts onFailed={notLoaded}>
      {({ SignOutDialog }) =>
        home && (
          <SignOutDialog {...{ account, home, outbox: outboxOf(home, account) }} onStay={stay} />
        )
      }
    </LateAccounts>
  )
}

/** A session that ended by itself, or was ended from elsewhere. */
function Ended({ account }: { account: Account }) {
  if (!account.hasEnded.value || path.value === '/sign-in') return null
  const run = () => go(signInPath(location.pathname))
  return <Toast text={t('account.ended')} action={{ label: t('account.signIn'), run }} />
}

function End({ account }: { account: Account }) {
  return <BarEnd account={account} onSignOut={leave} />
}

let outbox: { home: string; outbox: Outbox } | null = null

/** One for this tab: what it holds must be sent wherever one goes next. */
function outboxOf(home: string, account: Account): Outbox {
  if (outbox?.home !== home) {
    void outbox?.outbox.close()
    const opened = new Outbox({
      ...{ person: home, clock: realClock, rng: secureRng },
      fetch: async (...all) => ((await account.hasMet()) ? fetch(...all) : Response.error()),
    })
    outbox = { home, outbox: opened }
    effect(() => {
      for (const { document, why } of refusedDocuments(opened.entries.value))
        void import('./live/kept-count.ts').then(({ keepRefused }) =>
          keepRefused({ person: home, document, why }, factoryHere(), realClock),
        )
    })
  }
  return outbox.outbox
}

/** A new document: there at once, and made when the server can be asked. */
function begin(account: Account): void {
  const home = account.home.value ?? account.me.value?.person
  if (needsAccount.peek()) go(signInPath('/'))
  else if (home) go(`/d/${beginDocument(outboxOf(home, account), realClock, secureRng)}`)
  else toast(t('library.notMade'), { label: t('library.again'), run: () => begin(account) })
}
