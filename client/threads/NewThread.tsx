import { useLayoutEffect, useRef } from 'preact/hooks'
import { t } from '../words/words.ts'
import { Composer } from './Composer.tsx'
import { NEW } from './drafts.ts'
import type { Margin } from './margin.ts'
import styles from './ThreadCard.module.css'

/** The first comment of a thread that is being begun. */
export function NewThread({ margin }: { margin: Margin }) {
  const anchor = margin.composing.value
  const card = useRef<HTMLElement>(null)
  const isWanted = margin.wanted.value === NEW
  useLayoutEffect(() => {
    if (!isWanted) return
    // The field takes the focus when it appears; if it is there already it is given it again.
    card.current?.querySelector<HTMLElement>('[contenteditable]')?.focus({ preventScroll: true })
    card.current?.scrollIntoView({ block: 'nearest' })
    margin.wanted.value = null
  }, [isWanted, margin])
  if (!anchor) return null
  const draft = margin.drafts.of(NEW)
  const quote = anchor.kind === 'document' ? '' : anchor.quote.exact
  return (
    <article
      ref={card}
      class={styles.card}
      data-card={NEW}
      data-open='true'
      aria-label={t('threads.write')}
      onFocusIn={() => margin.focus(NEW)}
    >
      <div class={styles.about}>
        {anchor.kind === 'document' && <p>{t('threads.onDocument')}</p>}
        {quote && (
          <blockquote class={styles.quote} dir='auto'>
            {quote}
          </blockquote>
        )}
      </div>
      <Composer
        name={t('threads.write')}
        send={t('threads.send')}
        body={draft?.body}
        people={margin.people}
        onChange={(body) => margin.drafts.keep(NEW, { body, anchor, isOpen: true })}
        onSend={(body) => margin.send(body)}
        onLeave={() => margin.leaveNew()}
      />
    </article>
  )
}
