import { computed, effect, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { realClock } from '../shared/kit/clock.ts'
import { isUuid } from '../shared/kit/ids.ts'
import { secureRng } from '../shared/kit/rng.ts'
import type { Account } from './accounts/account.ts'
import { creationOf } from './documents/begin.ts'
import type { DocumentPage } from './documents/DocumentPage.tsx'
import type { Desk } from './documents/desk.ts'
import { Failed } from './documents/Failed.tsx'
import { Frame } from './documents/Frame.tsx'
import { LateNoDocument } from './documents/LateNoDocument.tsx'
import { Opening } from './documents/Opening.tsx'
import { PlainHttp } from './documents/PlainHttp.tsx'
import { removeDocument } from './documents/remove-document.ts'
import { factoryHere } from './live/here.ts'
import type { Outbox } from './outbox/outbox.ts'
import { LateSharing } from './sharing/LateSharing.tsx'
import { linkIn } from './sharing/link-in.ts'
import { ShareButton } from './sharing/ShareButton.tsx'
import { openKeptThreads } from './threads/kept-threads.ts'
import { Button, ButtonLink } from './ui/Button.tsx'
import { Notice } from './ui/Notice.tsx'
import { go } from './ui/path.ts'
import { toast } from './ui/toasts.ts'
import { t } from './words/words.ts'

export interface AtDeskProps {
  id: string
  account: Account
  keep: Pick<Storage, 'getItem' | 'setItem'>
  outboxOf: (home: string, account: Account) => Outbox
  onNew: () => void
  /** At the end of the bar. */
  end: ComponentChildren
}

interface Opened {
  desk: Desk
  Page: typeof DocumentPage
}

/** A document; whoever comes by a link comes in first. */
export function AtDesk(props: AtDeskProps) {
  const { id, account, onNew } = props
  const link = useSignal(linkIn(location.hash))
  useEffect(() => {
    const follow = () => {
      link.value = linkIn(location.hash)
    }
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [link])
  if (!isUuid(id))
    return (
      <Frame>
        <LateNoDocument>
          {({ NoDocument }) => <NoDocument status={{ kind: 'nowhere' }} onNew={onNew} />}
        </LateNoDocument>
      </Frame>
    )
  if (account.isStranger.value) return <Stranger account={account} />
  if (link.value === null) return <Text {...props} />
  const given = link.value
  const goOn = () => {
    link.value = null
  }
  return (
    <Frame>
      <LateSharing waiting={<Opening />} onFailed={() => toast(t('account.failed'))}>
        {({ Entrance }) => (
          <Entrance key={given} document={id} link={given} account={account} onIn={goOn} />
        )}
      </LateSharing>
    </Frame>
  )
}

/** The editor and all it needs come only now: the library is there without them. */
function Text({ id, account, keep, outboxOf, onNew, end }: AtDeskProps) {
  const opened = useSignal<Opened | null>(null)
  const failed = useSignal(false)
  const round = useSignal(0)
  const person = account.me.value?.person
  const home = account.home.value ?? person
  useEffect(() => {
    if (!person || !home) return
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
        leave = follow(desk, outbox, id, account, () => {
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
      opened.value = null
      leave()
      void desk?.close()
    }
  }, [id, person, home, opened, failed, round.value, account, keep, outboxOf])
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
      onNew={onNew}
      onRemove={(document) => {
        if (home) removeDocument(outboxOf(home, account), realClock, document)
        go('/')
      }}
      share={
        <ShareButton
          document={id}
          role={desk.role.value}
          me={person ?? ''}
          now={() => realClock.now()}
        />
      }
      ask={<Ask document={id} account={account} />}
      account={end}
      foot={<PlainHttp />}
    />
  )
}

/** What one can do who may not open a document; a guest may be somebody whom it is shared with. */
function Ask({ document, account }: { document: string; account: Account }) {
  return (
    <>
      <LateSharing>{({ AskForAccess }) => <AskForAccess document={document} />}</LateSharing>
      {!account.isPerson.value && (
        <ButtonLink href={`/sign-in?to=/d/${document}`} look='outlined' icon='person'>
          {t('account.signIn')}
        </ButtonLink>
      )}
    </>
  )
}

/** What the server said last tells the outbox when to send; a replica that is over is opened anew. */
function follow(
  { replica }: Desk,
  outbox: Outbox,
  id: string,
  account: Account,
  again: () => void,
): () => void {
  // Turned away: perhaps the session is over, and I am somebody else here. [CA4]
  const ask = effect(() => {
    const { kind } = replica.status.value
    if (kind === 'missing' || kind === 'refused') void account.meet()
  })
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
    ask()
    send()
    renew()
  }
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

/** Both halves of the page with the editor; asked for early where it will be needed. */
export function loadDesk() {
  return Promise.all([import('./documents/desk.ts'), import('./documents/DocumentPage.tsx')])
}
