import type { ReadonlySignal } from '@preact/signals'
import { Avatar, AvatarRest, AvatarStack } from '../ui/Avatar.tsx'
import { listed } from '../words/moments.ts'
import { t } from '../words/words.ts'
import styles from './People.module.css'
import type { PersonHere, Presence } from './presence.ts'

/** More than so many, and the last place counts the others: where there is room, and on a phone. */
const FACES = { wide: 5, narrow: 2 } as const

interface PeopleProps {
  people: ReadonlySignal<readonly PersonHere[]>
  onGo: (person: string) => void
}

/** Everyone else who is here; pressing a face goes to where they write. */
export function People({ people, onGo }: PeopleProps) {
  const all = people.value
  if (all.length === 0) return null
  const room = { wide: roomFor(all.length, FACES.wide), narrow: roomFor(all.length, FACES.narrow) }
  return (
    <AvatarStack label={t('people.here')}>
      {all.map(({ person, name, hue }, index) => (
        <li key={person} data-person={person} class={placeOf(index, room)}>
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
      <Rest people={all.slice(room.wide)} place={styles.wide} />
      <Rest people={all.slice(room.narrow)} place={styles.narrow} />
    </AvatarStack>
  )
}

function Rest({ people, place }: { people: readonly PersonHere[]; place: string | undefined }) {
  if (people.length === 0) return null
  const names = listed(people.map(({ name }) => name))
  return (
    <li class={place} title={names}>
      <AvatarRest count={t('people.rest', { count: people.length })} />
      <span class='unseen'>{names}</span>
    </li>
  )
}

const roomFor = (all: number, faces: number) => (all > faces ? faces - 1 : all)

function placeOf(index: number, room: Record<'wide' | 'narrow', number>): string | undefined {
  if (index >= room.wide) return styles.crowd
  return index >= room.narrow ? styles.wide : undefined
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
