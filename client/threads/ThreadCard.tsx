import { useLayoutEffect, useRef } from 'preact/hooks'
import { plainOf } from '../../shared/threads/body.ts'
import type { Thread } from '../../shared/threads/record.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { Icon } from '../ui/Icon.tsx'
import { t } from '../words/words.ts'
import { CommentItem } from './CommentItem.tsx'
import type { Placed } from './groups.ts'
import type { Margin } from './margin.ts'
import { Refusals } from './Refusals.tsx'
import styles from './ThreadCard.module.css'
import { ThreadFoot } from './ThreadFoot.tsx'

interface ThreadCardProps {
  margin: Margin
  placed: Placed
  /** In a list there is no text beside it, so it says what it is about. */
  inList: boolean
}

/** One thread: closed it says its first words, open it is the whole conversation. */
export function ThreadCard({ margin, placed, inList }: ThreadCardProps) {
  const { id, view } = placed
  const { thread, pending } = view
  const isOpen = margin.focused.value === id
  const card = useRef<HTMLElement>(null)
  useFocusWhenWanted(margin, id, card)
  const first = thread.comments[0]
  if (!first) return null
  const replies = thread.comments.length - 1
  const last = thread.comments.at(-1)
  const isRefused = pending.some(({ state }) => state === 'refused')
  return (
    <article
      ref={card}
      class={styles.card}
      data-card={id}
      data-open={isOpen}
      data-refused={isRefused || undefined}
      aria-label={nameOf(thread)}
      aria-description={isOpen ? undefined : t('threads.threadKeys')}
      tabIndex={isOpen || isFirst(margin, id) ? 0 : -1}
      onKeyDown={(event) => answerKey(event, margin, id)}
      onClick={(event) => {
        if (!isOpen && !isControl(event.target)) margin.goTo(id)
      }}
    >
      <About placed={placed} isShown={inList || isOpen} />
      {isOpen
        ? thread.comments.map((comment) => (
            <CommentItem key={comment.id} margin={margin} view={view} comment={comment} />
          ))
        : [<CommentItem key={first.id} margin={margin} view={view} comment={first} isBrief />]}
      {!isOpen && replies > 0 && last && (
        <p class={styles.replies}>
          <Avatar
            name={last.by?.name ?? t('threads.somebody')}
            hue={last.by?.colour ?? ''}
            size='small'
          />
          {t('threads.replies', { count: replies })}
        </p>
      )}
      {!isOpen && margin.drafts.all.value[id] && (
        <p class={styles.draft}>
          <Icon name='edit' size={14} />
          {t('threads.draft')}
        </p>
      )}
      {isOpen && <Refusals margin={margin} view={view} />}
      {isOpen && <ThreadFoot margin={margin} view={view} />}
    </article>
  )
}

/** What the thread is about: its words, if they cannot be seen beside it or are others by now. */
function About({ placed, isShown }: { placed: Placed; isShown: boolean }) {
  const { thread } = placed.view
  const { place } = placed
  const quote = quoteOf(thread)
  const isChanged = place.kind === 'text' && place.changed
  if (thread.anchor.kind === 'document')
    return isShown ? <p class={styles.about}>{t('threads.onDocument')}</p> : null
  if (place.kind === 'orphan') return <Quote label={t('threads.orphan')} quote={quote} />
  if (place.kind === 'not-yet') return <Quote label={t('threads.notYet')} quote={quote} />
  if (isChanged) return <Quote label={t('threads.changed')} quote={quote} />
  if (thread.anchor.kind === 'block' && !isShown)
    return <p class={styles.about}>{t('threads.onBlock')}</p>
  return isShown ? <Quote label={null} quote={quote} /> : null
}

function Quote({ label, quote }: { label: string | null; quote: string }) {
  if (!label && !quote) return null
  return (
    <div class={styles.about}>
      {label && <p>{label}</p>}
      {quote && (
        <blockquote class={styles.quote} dir='auto'>
          {quote}
        </blockquote>
      )}
    </div>
  )
}

function useFocusWhenWanted(margin: Margin, id: string, card: { current: HTMLElement | null }) {
  const isWanted = margin.wanted.value === id
  useLayoutEffect(() => {
    if (!isWanted || !card.current) return
    // A draft's field opens with the card and has the focus already.
    if (!card.current.querySelector('[contenteditable]:focus'))
      card.current.focus({ preventScroll: true })
    card.current.scrollIntoView({ block: 'nearest' })
    margin.wanted.value = null
  }, [isWanted, margin, card])
}

function answerKey(event: KeyboardEvent, margin: Margin, id: string): void {
  if (isControl(event.target)) {
    if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      margin.goTo(id)
    }
    return
  }
  if (event.altKey || event.ctrlKey || event.metaKey) return
  const act = KEYS[event.key]
  if (!act) return
  event.preventDefault()
  event.stopPropagation()
  act(margin, id, event.currentTarget as HTMLElement)
}

type Act = (margin: Margin, id: string, card: HTMLElement) => void

const press = (name: string) => (margin: Margin, id: string, card: HTMLElement) => {
  if (margin.focused.peek() !== id) margin.goTo(id)
  else card.querySelector<HTMLElement>(`[data-act="${name}"]`)?.click()
}

const KEYS: Record<string, Act> = {
  ArrowDown: (margin) => margin.step(1),
  j: (margin) => margin.step(1),
  ArrowUp: (margin) => margin.step(-1),
  k: (margin) => margin.step(-1),
  Enter: press('reply'),
  r: press('reply'),
  e: press('resolve'),
  Escape: (margin) => margin.toText(),
}

function isControl(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('button, a, input, textarea, [contenteditable="true"], summary') !== null
  )
}

/** One stop of the Tab key in a list: the open thread, or else the first. */
function isFirst(margin: Margin, id: string): boolean {
  const order = margin.order()
  const focused = margin.focused.value
  return (focused === null || !order.includes(focused)) && order[0] === id
}

export function quoteOf({ anchor }: Thread): string {
  return anchor.kind === 'document' ? '' : anchor.quote.exact
}

function nameOf(thread: Thread): string {
  const name = thread.comments[0]?.by?.name ?? t('threads.somebody')
  const quote = quoteOf(thread).slice(0, 80)
  const words = thread.comments[0]?.body ? plainOf(thread.comments[0].body).slice(0, 120) : ''
  const title = quote ? t('threads.threadOn', { name, quote }) : t('threads.thread', { name })
  return `${title}. ${words}`
}
