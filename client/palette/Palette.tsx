import { useSignal } from '@preact/signals'
import { useEffect, useId, useMemo, useRef } from 'preact/hooks'
import { IS_MAC, keyForEars, keyName } from '../editor/key-name.ts'
import { type Command, commands } from '../ui/commands.ts'
import { Icon } from '../ui/Icon.tsx'
import { t } from '../words/words.ts'
import { inOrder } from './in-order.ts'
import { matching } from './match.ts'
import { PALETTE } from './open-palette.ts'
import styles from './Palette.module.css'
import { recentCommands, usedCommand } from './recent.ts'

interface PaletteProps {
  kept: Pick<Storage, 'getItem' | 'setItem'>
  onClose: () => void
}

/** Everything that can be done here, found by words. */
export function Palette({ kept, onClose }: PaletteProps) {
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const words = useSignal('')
  const at = useSignal(0)
  const all = useMemo(() => inOrder(commands()).filter(({ id }) => id !== PALETTE), [])
  const recent = useMemo(() => recentCommands(kept), [kept])
  const found = matching(all, words.value, recent)
  useEffect(() => dialog.current?.showModal(), [])

  const run = (command: Command) => {
    usedCommand(kept, command.id)
    // First closed: the command finds the focus where the person had it.
    dialog.current?.close()
    command.run()
  }
  const press = (event: KeyboardEvent) => {
    const last = found.length - 1
    const one = found[at.value]
    if (event.key === 'Enter' && !event.isComposing && one) run(one)
    else if (event.key === 'ArrowDown') at.value = at.value >= last ? 0 : at.value + 1
    else if (event.key === 'ArrowUp') at.value = at.value <= 0 ? Math.max(last, 0) : at.value - 1
    else if (event.key === 'PageDown') at.value = Math.min(last, at.value + PAGE)
    else if (event.key === 'PageUp') at.value = Math.max(0, at.value - PAGE)
    else return
    event.preventDefault()
  }
  return (
    <dialog
      ref={dialog}
      class={styles.palette}
      aria-label={t('palette.title')}
      onClose={onClose}
      onPointerDown={(event) => {
        if (event.target === dialog.current) dialog.current?.close()
      }}
    >
      <div class={styles.field}>
        <Icon name='search' />
        <input
          role='combobox'
          aria-label={t('palette.title')}
          aria-expanded='true'
          aria-autocomplete='list'
          aria-controls={`${id}list`}
          aria-activedescendant={found.length > 0 ? `${id}${at.value}` : undefined}
          placeholder={t('palette.find')}
          autocomplete='off'
          spellcheck={false}
          enterkeyhint='go'
          value={words.value}
          onInput={(event) => {
            words.value = event.currentTarget.value
            at.value = 0
          }}
          onKeyDown={press}
        />
      </div>
      <div id={`${id}list`} class={styles.list} role='listbox' aria-label={t('palette.title')}>
        {found.map((command, index) => (
          <Row
            key={command.id}
            id={`${id}${index}`}
            command={command}
            isChosen={index === at.value}
            onHover={() => {
              at.value = index
            }}
            onRun={() => run(command)}
          />
        ))}
      </div>
      <p class={found.length > 0 ? 'unseen' : styles.nothing} role='status'>
        {found.length > 0 ? t('palette.found', { count: found.length }) : t('palette.nothing')}
      </p>
    </dialog>
  )
}

/** Rows that Page Up and Page Down go by. */
const PAGE = 8

interface RowProps {
  id: string
  command: Command
  isChosen: boolean
  onHover: () => void
  onRun: () => void
}

function Row({ id, command, isChosen, onHover, onRun }: RowProps) {
  const row = useRef<HTMLDivElement>(null)
  const { name, icon, keys, group } = command
  const key = keys?.split(' ')[0]
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isChosen])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox keeps the focus and has the keys.
    <div
      ref={row}
      id={id}
      role='option'
      tabIndex={-1}
      aria-selected={isChosen}
      aria-keyshortcuts={key && keyForEars(key, IS_MAC)}
      class={styles.row}
      onPointerMove={onHover}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onRun}
    >
      {icon ? <Icon name={icon} /> : <span class={styles.blank} />}
      <span class={styles.name} dir='auto'>
        {name}
      </span>
      <span class={styles.group}>{group}</span>
      {key && <kbd class={styles.keys}>{keyName(key, IS_MAC)}</kbd>}
    </div>
  )
}
