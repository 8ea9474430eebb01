import { useEffect, useRef } from 'preact/hooks'
import { Button, IconButton } from '../ui/Button.tsx'
import { t } from '../words/words.ts'
import { standAboveKeyboard } from './above-keyboard.ts'
import { NEW } from './drafts.ts'
import type { Groups, Placed } from './groups.ts'
import type { Margin } from './margin.ts'
import { NewThread } from './NewThread.tsx'
import styles from './Panel.module.css'
import { Refused } from './Refusals.tsx'
import { ThreadCard } from './ThreadCard.tsx'

const LISTED = ['document', 'late', 'text', 'detached'] as const

/** All threads in one list: at the side, or a sheet from the bottom where the window is narrow. */
export function Panel({ margin }: { margin: Margin }) {
  const panel = useRef<HTMLElement>(null)
  const groups = margin.groups.value
  const focused = margin.focused.value
  const single = margin.isNarrow.value ? singleOf(margin, groups, focused) : null
  useEffect(() => {
    // Whoever asked for one thread was brought to it by its card, or to the field of a new one.
    const isInside = panel.current?.contains(document.activeElement)
    if (margin.wanted.peek() === null && !isInside) panel.current?.focus({ preventScroll: true })
  }, [margin])
  useEffect(() => (panel.current ? standAboveKeyboard(panel.current) : undefined), [])
  return (
    <section
      ref={panel}
      class={styles.panel}
      role='dialog'
      aria-label={t('threads.panel')}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') margin.closePanel()
        if (event.key === 'ArrowDown' && event.target === panel.current) margin.step(1)
      }}
    >
      <div class={styles.head}>
        {single ? (
          <Button icon='back' onClick={() => margin.focus(null)}>
            {t('threads.back')}
          </Button>
        ) : (
          <h2>{t('threads.panel')}</h2>
        )}
        <IconButton icon='close' label={t('threads.close')} onClick={() => margin.closePanel()} />
      </div>
      <div class={styles.list}>
        {single === NEW ? (
          <NewThread margin={margin} />
        ) : single ? (
          <ThreadCard margin={margin} placed={single} inList />
        ) : (
          <All margin={margin} groups={groups} />
        )}
      </div>
    </section>
  )
}

function All({ margin, groups }: { margin: Margin; groups: Groups }) {
  const { stranded, resolved } = groups
  const hasOpen = LISTED.some((name) => groups[name].length > 0)
  return (
    <>
      {margin.composing.value && <NewThread margin={margin} />}
      {!hasOpen && <Nothing margin={margin} hasOthers={resolved.length > 0} />}
      {stranded.length > 0 && (
        <section class={styles.group}>
          <h3>{t('threads.groups.stranded')}</h3>
          <p>{t('threads.strandedText')}</p>
          {stranded.map((pending) => (
            <Refused key={pending.id} margin={margin} pending={pending} isShown={false} />
          ))}
        </section>
      )}
      {LISTED.map((name) => (
        <Group key={name} margin={margin} name={name} all={groups[name]} />
      ))}
      {resolved.length > 0 && (
        <details
          class={styles.group}
          open={margin.isResolvedOpen.value}
          onToggle={(event) => {
            margin.isResolvedOpen.value = event.currentTarget.open
          }}
        >
          <summary>
            {t('threads.groups.resolved')} <span class={styles.count}>{resolved.length}</span>
          </summary>
          {margin.isResolvedOpen.value &&
            resolved.map((placed) => (
              <ThreadCard key={placed.id} margin={margin} placed={placed} inList />
            ))}
        </details>
      )}
      {margin.mayComment.value && (
        <Button look='outlined' icon='plus' onClick={() => margin.commentOnDocument()}>
          {t('threads.commentDocument')}
        </Button>
      )}
    </>
  )
}

interface GroupProps {
  margin: Margin
  name: (typeof LISTED)[number]
  all: readonly Placed[]
}

function Group({ margin, name, all }: GroupProps) {
  if (all.length === 0) return null
  return (
    <section class={styles.group} aria-label={t(`threads.groups.${name}`)}>
      <h3>
        {t(`threads.groups.${name}`)} <span class={styles.count}>{all.length}</span>
      </h3>
      {name === 'detached' && <p>{t('threads.detachedText')}</p>}
      {all.map((placed) => (
        <ThreadCard key={placed.id} margin={margin} placed={placed} inList />
      ))}
    </section>
  )
}

function Nothing({ margin, hasOthers }: { margin: Margin; hasOthers: boolean }) {
  if (hasOthers) return <p class={styles.nothing}>{t('threads.none')}</p>
  return (
    <div class={styles.nothing}>
      <p>{t('threads.emptyTitle')}</p>
      {margin.mayComment.value && <p>{t('threads.emptyText')}</p>}
    </div>
  )
}

function singleOf(margin: Margin, groups: Groups, focused: string | null) {
  if (focused === NEW) return margin.composing.value ? NEW : null
  const { text, document, late, detached, resolved } = groups
  return [...text, ...document, ...late, ...detached, ...resolved].find(({ id }) => id === focused)
}
