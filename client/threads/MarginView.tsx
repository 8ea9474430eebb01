import { useEffect } from 'preact/hooks'
import { Button, IconButton } from '../ui/Button.tsx'
import { useCommands } from '../ui/commands.ts'
import { Icon } from '../ui/Icon.tsx'
import { useRowCommands } from '../ui/row-commands.ts'
import { say } from '../ui/say.ts'
import { t } from '../words/words.ts'
import { CardColumn } from './CardColumn.tsx'
import styles from './MarginView.module.css'
import type { Margin } from './margin.ts'
import { Panel } from './Panel.tsx'
import { SelectionButton } from './SelectionButton.tsx'
import { openRows, threadCommands } from './thread-commands.ts'

/** All that threads draw beside the text and over it. */
export function MarginView({ margin }: { margin: Margin }) {
  useCommands(() => threadCommands(margin))
  useRowCommands({
    scope: 'comment',
    group: t('threads.panel'),
    named: (row) => t('palette.ofRow', row),
    others: openRows,
  })
  if (margin.isHidden.value) return null
  return (
    <>
      {margin.isPanelOpen.value ? (
        <Panel margin={margin} />
      ) : (
        margin.isBeside.value && (
          <aside class={styles.margin} aria-label={t('threads.margin')}>
            <Others margin={margin} />
            <CardColumn margin={margin} />
          </aside>
        )
      )}
      <SelectionButton margin={margin} />
      <News margin={margin} />
    </>
  )
}

/** What has no place beside the text is one press away. */
function Others({ margin }: { margin: Margin }) {
  const { detached, resolved, stranded } = margin.groups.value
  const open = (isResolvedOpen: boolean) => () => {
    margin.isResolvedOpen.value = isResolvedOpen
    margin.isPanelOpen.value = true
  }
  return (
    <div class={styles.others}>
      {stranded.length > 0 && (
        <Button icon='alert' onClick={open(false)}>
          {t('threads.more.stranded', { count: stranded.length })}
        </Button>
      )}
      {detached.length > 0 && (
        <Button icon='unlink' onClick={open(false)}>
          {t('threads.more.detached', { count: detached.length })}
        </Button>
      )}
      {resolved.length > 0 && (
        <Button icon='check' onClick={open(true)}>
          {t('threads.more.resolved', { count: resolved.length })}
        </Button>
      )}
    </div>
  )
}

/** In the top bar: how many threads are open, and all of them in one list. */
export function ThreadsButton({ margin }: { margin: Margin }) {
  if (margin.isHidden.value) return null
  const count = margin.open.value
  const label = t('threads.open', { count })
  const press = () => {
    if (margin.isPanelOpen.peek()) margin.closePanel()
    else margin.openPanel()
  }
  const expanded = margin.isPanelOpen.value
  if (count === 0)
    return <IconButton icon='comments' label={label} aria-expanded={expanded} onClick={press} />
  return (
    <span class={styles.open}>
      <Button aria-label={label} title={label} aria-expanded={expanded} onClick={press}>
        <Icon name='comments' />
        <span class={styles.count}>{count}</span>
      </Button>
    </span>
  )
}

/** Says politely who commented. */
function News({ margin }: { margin: Margin }) {
  const news = margin.threads.news.value
  useEffect(() => {
    if (news) say(t(`threads.news.${news.kind}`, { name: news.by?.name ?? t('threads.somebody') }))
  }, [news])
  return null
}
