import type { Signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import type { JSX } from 'preact/jsx-runtime'
import styles from './form.module.css'

interface Native {
  value: Signal<string>
  type?: 'email' | 'password' | 'text'
  required?: boolean
  minLength?: number
  maxLength?: number
  placeholder?: string
  autocomplete: string
  dir?: 'auto' | 'ltr'
}

interface FieldProps {
  label: string
  hint?: string | undefined
  /** What is wrong with what was entered. */
  trouble?: string | null
  /** Its name is for ears only: what stands in it says it to eyes. */
  isBare?: boolean
  onText: (text: string) => void
}

/** A line of text to fill in, its name above and what is to say about it below. */
export function Field(props: FieldProps & Native) {
  const { label, hint, trouble = null, isBare = false, type = 'text', onText, ...native } = props
  const id = useId()
  const about = trouble ?? hint
  // The platform's types know an input by one type at a time.
  const attributes = { ...native, type } as JSX.IntrinsicElements['input']
  return (
    <div class={styles.field}>
      {!isBare && <label for={id}>{label}</label>}
      <input
        {...attributes}
        {...(isBare && { 'aria-label': label })}
        id={id}
        class={styles.input}
        aria-invalid={trouble !== null}
        {...(about !== undefined && { 'aria-describedby': `${id}-about` })}
        onInput={({ currentTarget }) => onText(currentTarget.value)}
      />
      {about !== undefined && (
        <p id={`${id}-about`} class={trouble ? styles.trouble : styles.hint}>
          {about}
        </p>
      )}
    </div>
  )
}

interface ChoiceProps<T extends string> {
  label: string
  value: T
  choices: readonly (readonly [value: T, name: string])[]
  onChoice: (value: T) => void
  /** Its name is for ears only: what stands around it says it to eyes. */
  isBare?: boolean
  isAsleep?: boolean
}

/** One of a few, as the platform offers it. */
export function Choice<T extends string>(props: ChoiceProps<T>) {
  const { label, value, choices, onChoice, isBare = false, isAsleep = false } = props
  const id = useId()
  return (
    <div class={styles.field}>
      {!isBare && <label for={id}>{label}</label>}
      <select
        id={id}
        class={styles.select}
        value={value}
        disabled={isAsleep}
        {...(isBare && { 'aria-label': label })}
        onChange={({ currentTarget }) => {
          const chosen = choices.find(([each]) => each === currentTarget.value)
          if (chosen) onChoice(chosen[0])
        }}
      >
        {choices.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </div>
  )
}

/** What went wrong, said at once to ears too; its place is kept for the next time. */
export function Trouble({ children }: { children: ComponentChildren }) {
  return (
    <p class={styles.trouble} role='alert'>
      {children}
    </p>
  )
}
