import type { RefObject } from 'preact'
import type { Finding, Passage } from '../../shared/search/search-results.ts'
import { Button } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import rowLink from '../ui/row-link.module.css'
import rowTitle from '../ui/row-title.module.css'
import { Skeleton } from '../ui/Skeleton.tsx'
import { ago } from '../words/ago.ts'
import { t } from '../words/words.ts'
import { focusSearch } from './SearchField.tsx'
import styles from './SearchResults.module.css'
import type { Search } from './search.ts'

interface SearchResultsProps {
  search: Search
  now: number
  list: RefObject<HTMLUListElement | null>
}

/** What was found, the best first, with the words around each find. */
export function SearchResults({ search, now, list }: SearchResultsProps) {
  const state = search.state.value
  if (state.kind === 'idle') return null
  if (state.kind === 'waiting')
    return <Skeleton label={t('search.waiting')} lines={[40, 92, 84, 96, 70]} />
  const { findings, from, more, question, isWaiting } = state
  return (
    <section class={isWaiting ? styles.waiting : styles.results} aria-label={t('search.results')}>
      <p class={findings.length === 0 ? 'unseen' : styles.count} role='status'>
        {t('search.count', { count: findings.length })}
        {more && ` ${t('search.more')}`}
      </p>
      {from === 'device' && (
        <p class={styles.device}>
          {t('search.titlesOnly')}
          <Button icon='retry' onClick={() => search.again()}>
            {t('library.again')}
          </Button>
        </p>
      )}
      {findings.length === 0 ? (
        <Notice
          icon='search'
          title={t('search.nothing', { question })}
          end={<Clear search={search} />}
        >
          {from === 'server' ? t('search.nothingText') : t('search.nothingHere')}
        </Notice>
      ) : (
        <ul ref={list} onKeyDown={(event) => walk(event, search)}>
          {findings.map((finding) => (
            <Found key={finding.id} finding={finding} now={now} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Clear({ search }: { search: Search }) {
  return (
    <Button look='outlined' onClick={() => search.clear()}>
      {t('search.clear')}
    </Button>
  )
}

function Found({
  finding: { id, title, text, changedAt },
  now,
}: {
  finding: Finding
  now: number
}) {
  return (
    <li class={styles.found}>
      <a class={rowLink.link} href={`/d/${id}`}>
        <span class={styles.head}>
          <span class={title.text ? rowTitle.title : rowTitle.untitled} dir='auto'>
            {title.text ? <Marked passage={title} /> : t('library.untitled')}
          </span>
          <time dateTime={new Date(changedAt).toISOString()}>{ago(changedAt, now)}</time>
        </span>
        {text && (
          <span class={styles.text} dir='auto'>
            <Marked passage={text} />
          </span>
        )}
      </a>
    </li>
  )
}

/** Ranges are data: nothing in a document can become markup here. */
function Marked({ passage: { text, marks } }: { passage: Passage }) {
  const ends = [...marks.map(([, to]) => to), text.length]
  return (
    <>
      {text.slice(0, marks[0]?.[0] ?? text.length)}
      {marks.map(([from, to], index) => (
        <span key={from}>
          <mark>{text.slice(from, to)}</mark>
          {text.slice(to, marks[index + 1]?.[0] ?? ends.at(-1))}
        </span>
      ))}
    </>
  )
}

/** Up and down through the finds; up from the first leads back to the field. */
function walk(event: KeyboardEvent, search: Search) {
  const list = event.currentTarget
  if (!(list instanceof HTMLElement)) return
  const links = [...list.querySelectorAll('a')]
  const at = links.findIndex((link) => link.matches(':focus'))
  if (event.key === 'Escape') search.clear()
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp' && event.key !== 'Escape') return
  event.preventDefault()
  const to = event.key === 'ArrowDown' ? links[at + 1] : links[at - 1]
  if (event.key !== 'Escape' && to) to.focus()
  else if (event.key !== 'ArrowDown') focusSearch()
}
