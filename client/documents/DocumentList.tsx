import type { DocumentSummary } from '../../shared/documents/document-summary.ts'
import { Avatar, AvatarRest, AvatarStack } from '../ui/Avatar.tsx'
import { ago, daysBetween, listed, month } from '../words/moments.ts'
import { t } from '../words/words.ts'
import styles from './DocumentList.module.css'

const FACES = 4

interface DocumentListProps {
  documents: readonly DocumentSummary[]
  now: number
}

/** The documents under the days of their last change. */
export function DocumentList({ documents, now }: DocumentListProps) {
  const spans = Map.groupBy(documents, ({ changedAt }) => span(changedAt, now))
  return (
    <div class={styles.spans}>
      {[...spans].map(([name, within]) => (
        <section key={name} class={styles.span}>
          <h2>{name}</h2>
          <ul>
            {within.map((each) => (
              <Row key={each.id} document={each} now={now} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function Row({ document: { id, title, changedAt, here }, now }: RowProps) {
  return (
    <li class={styles.row}>
      <a href={`/d/${id}`}>
        <span class={title ? styles.title : styles.untitled}>
          {/* Of any script, but it begins where the page's own words begin. */}
          <bdi>{title || t('library.untitled')}</bdi>
        </span>
        <time dateTime={new Date(changedAt).toISOString()}>{ago(changedAt, now)}</time>
      </a>
      {here.length > 0 && <Here people={here} />}
    </li>
  )
}

interface RowProps {
  document: DocumentSummary
  now: number
}

function Here({ people }: { people: DocumentSummary['here'] }) {
  const label = t('library.here', { names: listed(people.map(({ name }) => name)) })
  return (
    <div class={styles.here} title={label}>
      <AvatarStack label={label}>
        {people.slice(0, FACES).map(({ person, name, colour }) => (
          <li key={person} data-person={person}>
            <Avatar name={name} hue={colour} size='small' />
          </li>
        ))}
        {people.length > FACES && (
          <li>
            <AvatarRest count={t('people.rest', { count: people.length - FACES })} size='small' />
          </li>
        )}
      </AvatarStack>
    </div>
  )
}

function span(at: number, now: number): string {
  const days = daysBetween(at, now)
  if (days <= 0) return t('library.today')
  if (days === 1) return t('library.yesterday')
  return days < 7 ? t('library.week') : month(at)
}
