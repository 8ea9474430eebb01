import type { ReadonlySignal } from '@preact/signals'
import { useEffect, useId, useRef } from 'preact/hooks'
import { Avatar, AvatarRest, AvatarStack } from '../ui/Avatar.tsx'
import { useCommands } from '../ui/commands.ts'
import { placeBelow } from '../ui/place-below.ts'
import { say } from '../ui/say.ts'
import { listed } from '../words/moments.ts'
import { t } from '../words/words.ts'
import styles from './People.module.css'
import type { PersonHere, Presence } from './presence.ts'

/** More than so many, and the last place opens a list of all; on a phone it always does. */
const FACES = 5

interface PeopleProps {
  people: ReadonlySignal<readonly PersonHere[]>
  onGo: (person: string) => void
}

/** Everyone else who is here; pressing a face goes to where they write. */
export function People({ people, onGo }: PeopleProps) {
  const all = people.value
  useCommands(() =>
    people.peek().map(({ person, name }) => ({
      id: `people.${person}`,
      name: t('people.goTo', { name }),
      group: t('palette.groups.people'),
      icon: 'person',
      run: () => onGo(person),
    })),
  )
  if (all.length === 0) return null
  const shown = all.length > FACES ? FACES - 1 : all.length
  return (
    <AvatarStack label={t('people.here')}>
      {all.map(({ person, name, hue }, index) => (
        <li key={person} data-person={person} class={index < shown ? styles.wide : styles.crowd}>
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
      {all.length > shown && (
        <li class={styles.wide}>
          <Everyone people={all} from={shown} onGo={onGo} />
        </li>
      )}
      <li class={styles.narrow}>
        <Everyone people={all} from={1} onGo={onGo} />
      </li>
    </AvatarStack>
  )
}

interface EveryoneProps {
  people: readonly PersonHere[]
  /** How many have a face beside the button; with one alone, the button is that face. */
  from: number
  onGo: (person: string) => void
}

/** Counts those without a face, and opens a list of all. */
function Everyone({ people, from, onGo }: EveryoneProps) {
  const id = useId()
  const list = useRef<HTMLUListElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const [first] = people
  const names = listed(people.map(({ name }) => name))
  const isFace = people.length === 1 && from === 1
  return (
    <>
      <button
        ref={button}
        type='button'
        class={styles.face}
        title={names}
        aria-label={t('people.all', { names })}
        aria-haspopup='true'
        popovertarget={id}
      >
        {isFace && first ? (
          <Avatar name={first.name} hue={first.hue} />
        ) : (
          <AvatarRest
            count={t(from > 1 ? 'people.rest' : 'people.count', {
              count: from > 1 ? people.length - from : people.length,
            })}
          />
        )}
      </button>
      <ul
        ref={list}
        id={id}
        class={styles.list}
        popover='auto'
        aria-label={t('people.here')}
        onBeforeToggle={({ currentTarget }) => {
          // Unseen until it is where it belongs.
          currentTarget.style.visibility = 'hidden'
        }}
        onToggle={({ currentTarget }) => {
          const at = button.current?.getBoundingClientRect()
          if (currentTarget.matches(':popover-open') && at) placeBelow(currentTarget, at)
        }}
      >
        {people.map(({ person, name, hue }) => (
          <li key={person}>
            <button
              type='button'
              class={styles.row}
              aria-label={t('people.goTo', { name })}
              onClick={() => {
                list.current?.hidePopover()
                onGo(person)
              }}
            >
              <Avatar name={name} hue={hue} />
              <span class={styles.name} dir='auto'>
                {name}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

/** Says politely who came and who left. */
export function Arrivals({ presence }: { presence: Presence }) {
  const { came, left } = presence.changes.value
  useEffect(() => {
    if (came.length > 0) say(t('people.came', { names: listed(came) }))
    if (left.length > 0) say(t('people.left', { names: listed(left) }))
  }, [came, left])
  return null
}
