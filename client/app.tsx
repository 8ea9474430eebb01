import { computed, effect, signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { realClock } from '../shared/kit/clock.ts'
import { isUuid } from '../shared/kit/ids.ts'
import { secureRng } from '../shared/kit/rng.ts'
import type { Account } from './accounts/account.ts'
import { AtKept } from './at-kept.tsx'
import { beginDocument, creationOf, refusedDocuments } from './documents/begin.ts'
import type { DocumentPage } from './documents/DocumentPage.tsx'
import type { Desk } from './documents/desk.ts'
import { Frame } from './documents/Frame.tsx'
import { NoDocument } from './documents/NoDocument.tsx'
import { Opening } from './documents/Opening.tsx'
import { PlainHttp } from './documents/PlainHttp.tsx'
import { removeDocument } from './documents/remove-document.ts'
import { BarEnd, useEverywhere } from './everywhere.tsx'
import { factoryHere } from './live/here.ts'
import { NewVersion } from './offline/NewVersion.tsx'
import { Outbox } from './outbox/outbox.ts'
import { Lists } from './palette/Lists.tsx'
import { openKeptThreads } from './threads/kept-threads.ts'
import { Button } from './ui/Button.tsx'
import { LiveRegion } from './ui/LiveRegion.tsx'
import { Notice } from './ui/Notice.tsx'
import { go, path } from './ui/path.ts'
import { Toasts } from './ui/Toasts.tsx'
import { toast } from './ui/toasts.ts'
import { t } from './words/words.ts'

/** Small choices of this browser. */
type Keep = Pick<Storage, 'getItem' | 'setItem'>

/** Which page stands under which path. */
export function App({ account, keep }: { account: Account; keep: Keep }) {
  const id = /^\/d\/([^/]+)\/?$/.exec(path.value)?.[1]
  useEverywhere({ account, keep, onNew: () => begin(account) })
  return (
    <>
      {id ? (
        <AtDesk key={id} id={id} account={account} keep={keep} />
      ) : (
        <OutsideDesk account={account} keep={keep} />
      )}
      <Toasts>
        <NewVersion />
      </Toasts>
      <Lists kept={keep} />
      <LiveRegion />
    </>
  )
}

const library = signal<typeof import('./at-library.tsx') | 'failed' | null>(null)

/** The lists of documents; whoever opens a document by its address does not wait for them. */
export async function loadLibrary(): Promise<void> {
  library.value ??= await import('./at-library.tsx').catch(() => 'failed' as const)
}

function OutsideDesk({ account, keep }: { account: Account; keep: Keep }) {
  const all = { account, keep, outboxOf, onNew: () => begin(account) }
  const end = <BarEnd account={account} />
  const home = account.home.value ?? account.me.value?.person
  useEffect(() => void loadLibrary(), [])
  if (/^\/kept\/?$/.test(path.value))
    return <AtKept outbox={home ? outboxOf(home, account) : null} end={end} foot={<PlainHttp />} />
  if (!library.value) return null
  if (library.value === 'failed')
    return <Failed title={t('library.failed')}>{t('library.failedText')}</Failed>
  const { AtLibrary, AtTrash } = library.value
  if (/^\/trash\/?$/.test(path.value)) return <AtTrash {...all} end={end} />
  return <AtLibrary {...all} end={end} />
}

interface Opened {
  desk: Desk
  Page: typeof DocumentPage
}

/** The editor and all it needs come only now: the library is there without them. */
function AtDesk({ id, account, keep }: { id: string; account: Account; keep: Keep }) {
  const opened = useSignal<Opened | null>(null)
  const failed = useSignal(false)
  const round = useSignal(0)
  const person = account.me.value?.person
  const home = account.home.value ?? person
  useEffect(() => {
    if (!person || !home || !isUuid(id)) return
    let gone = false
    let desk: Desk | null = null
    let leave = () => {}
    const outbox = outboxOf(home, account)
    void Promise.all([loadDesk(), outbox.loaded]).then(
      ([[{ Desk }, { DocumentPage }]]) => {
        if (gone) return
        const kept = openKeptThreads(factoryHere(), home, id, realClock)
        desk = new Desk({
          ...{ document: id, person, home, clock: realClock, rng: secureRng },
          after: kept.then((found) => found?.place() ?? null),
          creation: creationOf(outbox, id),
          beside: async (text) => {
            const [{ openMargin }, threads] = await Promise.all([
              import('./threads/open-margin.tsx'),
              kept,
            ])
            const own = {
              document: id,
              home,
              me: authorOf(account),
              outbox,
              kept: threads,
            }
            return openMargin({ ...text, ...own, keep, clock: realClock, rng: secureRng })
          },
        })
        opened.value = { desk, Page: DocumentPage }
        leave = follow(desk, outbox, id, () => {
          opened.value = null
          round.value += 1
        })
      },
      () => {
        failed.value = true
      },
    )
    return () => {
      gone = true
      leave()
      void desk?.close()
    }
  }, [id, person, home, opened, failed, round.value])
  if (!isUuid(id)) return <Nowhere onNew={() => begin(account)} />
  if (account.isStranger.value) return <Stranger account={account} />
  if (failed.value)
    return <Failed title={t('document.failedTitle')}>{t('document.failedText')}</Failed>
  if (!opened.value)
    return (
      <Frame>
        <Opening />
      </Frame>
    )
  const { desk, Page } = opened.value
  return (
    <Page
      desk={desk}
      onNew={() => begin(account)}
      onRemove={(document) => {
        if (home) removeDocument(outboxOf(home, account), realClock, document)
        go('/')
      }}
      account={<BarEnd account={account} />}
      foot={<PlainHttp />}
    />
  )
}

/** What the server said last tells the outbox when to send; a replica that is over is opened anew. */
function follow({ replica }: Desk, outbox: Outbox, id: string, again: () => void): () => void {
  const send = effect(() => {
    if (replica.online.value && replica.log.value) void outbox.meet(id, replica.log.value)
  })
  const tell = () => {
    toast(t('kept.roleFell'), { label: t('kept.show'), run: () => go('/kept') })
    again()
  }
  const renew = effect(() => {
    // Not in the effect: whoever shows the sentence reads and writes signals of their own.
    if (replica.superseded.value) queueMicrotask(tell)
  })
  return () => {
    send()
    renew()
  }
}

function Nowhere({ onNew }: { onNew: () => void }) {
  return (
    <Frame>
      <NoDocument status={{ kind: 'nowhere' }} onNew={onNew} />
    </Frame>
  )
}

/** The page's own files did not come. */
function Failed({ title, children }: { title: string; children: string }) {
  const again = (
    <Button look='primary' icon='retry' onClick={() => location.reload()}>
      {t('document.openAgain')}
    </Button>
  )
  return (
    <Frame>
      <Notice level={1} icon='unsaved' title={title} end={again}>
        {children}
      </Notice>
    </Frame>
  )
}

function Stranger({ account }: { account: Account }) {
  const again = (
    <Button look='primary' icon='retry' onClick={() => void account.meet()}>
      {t('library.again')}
    </Button>
  )
  return (
    <Frame>
      <Notice level={1} icon='unsaved' title={t('document.strangerTitle')} end={again}>
        {t('document.strangerText')}
      </Notice>
    </Frame>
  )
}

/** How I stand beside what I write. */
function authorOf({ me }: Account) {
  return computed(() => {
    const { person = '', name = '', colour = 'c1' as const } = me.value ?? {}
    return { person, by: { name, colour } }
  })
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

/** Both halves of the page with the editor; asked for early where it will be needed. */
export function loadDesk() {
  return Promise.all([import('./documents/desk.ts'), import('./documents/DocumentPage.tsx')])
}

/** A new document: there at once, and made when the server can be asked. */
function begin(account: Account): void {
  const home = account.home.value ?? account.me.value?.person
  if (home) go(`/d/${beginDocument(outboxOf(home, account), realClock, secureRng)}`)
  else toast(t('library.notMade'), { label: t('library.again'), run: () => begin(account) })
}
