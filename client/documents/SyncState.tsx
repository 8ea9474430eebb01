import type { ReadonlySignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { Status } from '../live/status.ts'
import { Button } from '../ui/Button.tsx'
import { Icon, type IconName } from '../ui/Icon.tsx'
import { say } from '../ui/say.ts'
import { clockTime, daysBetween, exactly } from '../words/moments.ts'
import { t } from '../words/words.ts'
import styles from './SyncState.module.css'

const ICONS: Record<Status['kind'], IconName> = {
  loading: 'retry',
  saved: 'saved',
  saving: 'saving',
  'on-this-device': 'laptop',
  'not-saved': 'alert',
  refused: 'lock',
  missing: 'unsaved',
}

interface SyncStateProps {
  /** Read here and nowhere above: it changes with every key, and all the page would with it. */
  status: ReadonlySignal<Status>
  onRetry: () => void
}

/** One word with an icon: where my words are. Pressing it says more, and what to do. */
export function SyncState({ status: now, onRetry }: SyncStateProps) {
  const button = useRef<HTMLButtonElement>(null)
  const status = useAfterPaint(now, button)
  const id = useId()
  const { kind } = status
  useSpoken(status)
  return (
    <div class={styles.sync}>
      <button
        ref={button}
        type='button'
        class={styles.word}
        data-sync={kind}
        popovertarget={id}
        title={about(status)}
      >
        <span class={styles.said} data-of={kind}>
          <Icon name={ICONS[kind]} size={16} />
          {word(status)}
        </span>
      </button>
      <div id={id} popover='auto' class={styles.more} role='note'>
        <p>{about(status)}</p>
        {kind === 'on-this-device' && status.waiting > 0 && (
          <p class={styles.waiting}>{t('sync.waiting', { time: moment(status.since) })}</p>
        )}
        {(kind === 'on-this-device' || kind === 'not-saved' || kind === 'refused') && (
          <Button look='outlined' icon='retry' onClick={onRetry}>
            {t('sync.retry')}
          </Button>
        )}
      </div>
    </div>
  )
}

/**
 * The word for a key waits until the key is painted, else both are laid out before that. What is so is
 * noted at once: a word that says that all is kept is hidden from the moment on at which it is not.
 */
function useAfterPaint(
  now: ReadonlySignal<Status>,
  button: RefObject<HTMLButtonElement | null>,
): Status {
  const [shown, show] = useState(now.peek())
  useEffect(() => {
    let frame = 0
    const stop = now.subscribe(({ kind }) => {
      if (button.current) button.current.dataset.sync = kind
      // What a frame's callback leaves to a timer is done when the frame is painted.
      frame ||= requestAnimationFrame(() => {
        frame = 0
        setTimeout(() => show(now.peek()))
      })
    })
    return () => {
      stop()
      cancelAnimationFrame(frame)
    }
  }, [now, button])
  return shown
}

/** A time of day says nothing of words that have waited for days. */
function moment(at: number): string {
  return daysBetween(at, Date.now()) > 0 ? exactly(at) : clockTime(at)
}

function word(status: Status): string {
  if (status.kind !== 'not-saved') return t(`sync.${status.kind}`)
  return t('sync.not-saved', { time: moment(status.since) })
}

function about(status: Status): string {
  switch (status.kind) {
    case 'on-this-device':
      if (status.online) return t('sync.about.saving')
      return navigator.onLine ? t('sync.about.unreachable') : t('sync.about.offline')
    case 'not-saved':
      return t(`sync.about.${status.why}`)
    case 'refused':
      return t('document.refused', { sentence: sentenceOf(status) })
    default:
      return t(`sync.about.${status.kind}`)
  }
}

/** The refusal in the reader's words, or in the server's if it is one we do not know yet. */
export function sentenceOf({ reason, sentence }: Status & { kind: 'refused' }): string {
  return t(`refusals.${reason}`, { defaultValue: sentence })
}

/** Ears hear of trouble and its end, and not every keystroke's Saving and Saved. */
function useSpoken(status: Status): void {
  const isTrouble = useRef(false)
  const { kind } = status
  const sentence = word(status)
  useEffect(() => {
    const isNow = kind === 'on-this-device' || kind === 'not-saved' || kind === 'refused'
    if (isNow || (kind === 'saved' && isTrouble.current)) say(sentence)
    if (isNow || kind === 'saved') isTrouble.current = isNow
  }, [kind, sentence])
}
