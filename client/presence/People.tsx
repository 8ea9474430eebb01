import type { ReadonlySignal } from '@preact/signals'
import { Avatar, AvatarRest, AvatarStack } from '../ui/Avatar.tsx'
import { listed } from '../words/moments.ts'
import { t } from '../words/words.ts'
import styles from './People.module.css'
import type { PersonHere, Presence } from './presence.ts'

const FACES = 5

interface PeopleProps {
  people: ReadonlySignal<readonly PersonHere[]>
  onGo: (person: string) => void
}

/** Everyone else who is here; pressing a face goes to where they write. */
export function People({ people, onGo }: PeopleProps) {
  const all = people.value
  if (all.length === 0) return null
  const shown = all.length > FACES ? all.slice(0, FACES - 1) : all
  const rest = all.slice(shown.length)
  return (
    <div class={styles.people}>
      <AvatarStack label={t('people.here')}>
        {shown.map(({ person, name, hue }) => (
          <li key={person} data-person={person}>
            <button
              type='button'
              class={styles.face}
              title={t('people.goTo', { name })}
              aria-label={t('people.goTo', { name })}
              onClick={() => onGo(person)}
            >
              <Avatar name={name} hue={hue} />
            </button>
          </li>
        ))}
        {rest.length > 0 && (
          <li title={listed(rest.map(({ name }) => name))}>
            <AvatarRest count={t('people.rest', { count: rest.length })} />
            <span class='unseen'>{listed(rest.map(({ name }) => name))}</span>
          </li>
        )}
      </AvatarStack>
    </div>
  )
}

/** Says politely who came and who left. */
export function Arrivals({ presence }: { presence: Presence }) {
  const { came, left } = presence.changes.value
  return (
    <div class='unseen' aria-live='polite'>
      {came.length > 0 && t('people.came', { names: listed(came) })}{' '}
      {left.length > 0 && t('people.left', { names: listed(left) })}
    </div>
  )
}
