import { useEffect, useRef } from 'preact/hooks'
import { IconButton } from '../ui/Button.tsx'
import { useCommands } from '../ui/commands.ts'
import { Icon } from '../ui/Icon.tsx'
import { Key } from '../ui/Key.tsx'
import { t } from '../words/words.ts'
import styles from './SearchField.module.css'
import type { Search } from './search.ts'

interface SearchFieldProps {
  search: Search
  /** Downwards out of the field: to the first of what was found. */
  onDown: () => void
  /** Enter: opens the best find. */
  onEnter: () => void
}

/** Where one says what to look for; `/` leads to it from anywhere on the page. */
export function SearchField({ search, onDown, onEnter }: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null)
  useSlash(focusSearch)
  useCommands(() => [
    {
      ...{ id: 'library.search', name: t('search.label'), group: t('palette.groups.app') },
      ...{ icon: 'search', keys: '/', isHeard: true, run: () => field.current?.focus() },
    },
  ])
  const press = (event: KeyboardEvent) => {
    if (event.isComposing) return
    if (event.key === 'ArrowDown') onDown()
    else if (event.key === 'Enter') onEnter()
    else if (event.key === 'Escape' && search.isOn.peek()) search.clear()
    else if (event.key === 'Escape') field.current?.blur()
    else return
    event.preventDefault()
  }
  return (
    <search class={styles.field}>
      <Icon name='search' />
      <input
        ref={field}
        type='search'
        value={search.question.value}
        placeholder={t('search.placeholder')}
        aria-label={t('search.label')}
        aria-keyshortcuts='/'
        enterKeyHint='search'
        autoComplete='off'
        spellcheck={false}
        dir='auto'
        onInput={(event) => {
          search.question.value = event.currentTarget.value
        }}
        onKeyDown={press}
      />
      {search.isOn.value ? (
        <IconButton
          icon='close'
          label={t('search.clear')}
          onClick={() => {
            search.clear()
            field.current?.focus()
          }}
        />
      ) : (
        <Key>/</Key>
      )}
    </search>
  )
}

/** The field of the page that is shown. */
export function focusSearch(): void {
  document.querySelector<HTMLInputElement>('input[type="search"]')?.focus()
}

/** Unless somebody is typing or a dialog is open. */
function useSlash(run: () => void) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
      if (document.querySelector('dialog[open]')) return
      if (event.target instanceof Element && event.target.closest('input, textarea')) return
      event.preventDefault()
      run()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  })
}
