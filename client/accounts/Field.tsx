import type { Signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import type { JSX } from 'preact/jsx-runtime'
import { NAME_MAX_LENGTH } from '../../shared/accounts/me.ts'
import { PASSWORD_MIN_LENGTH } from '../../shared/accounts/password.ts'
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
  /** What is wrong with what was entered; it counts no more once that is another text. */
  trouble?: Signal<string | null>
  /** Its name is for ears only: what stands in it says it to eyes. */
  isBare?: boolean
}

/** A line of text to fill in, its name above and what is to say about it below. */
export function Field(props: FieldProps & Native) {
  const { label, hint, trouble, isBare = false, type = 'text', ...native } = props
  const id = useId()
  const wrong = trouble?.value ?? null
  const about = wrong ?? hint
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
        aria-invalid={wrong !== null}
        {...(about !== undefined && { 'aria-describedby': `${id}-about` })}
        onInput={({ currentTarget }) => {
          native.value.value = currentTarget.value
          if (trouble) trouble.value = null
        }}
      />
      {about !== undefined && (
        <p id={`${id}-about`} class={wrong !== null ? styles.trouble : styles.hint}>
          {about}
        </p>
      )}
    </div>
  )
}

interface KnownProps {
  label: string
  hint?: string | undefined
  value: Signal<string>
}

/** How others are to call me. */
export function NameField(props: KnownProps & { autocomplete: 'name' | 'nickname' }) {
  return <Field {...props} required maxLength={NAME_MAX_LENGTH} dir='auto' />
}

/** One that is chosen now. */
export function NewPasswordField(props: KnownProps) {
  return (
    <Field
      {...props}
      type='password'
      required
      minLength={PASSWORD_MIN_LENGTH}
      autocomplete='new-password'
    />
  )
}

interface ChoiceProps<T extends string> {
  label: string
  hint?: string
  value: T
  /** `lang`: of a name that is not in the language of the page. */
  choices: readonly (readonly [value: T, name: string, lang?: string])[]
  onChoice: (value: T) => void
  /** Its name is for ears only: what stands around it says it to eyes. */
  isBare?: boolean
  isAsleep?: boolean
}

/** One of a few, as the platform offers it. */
export function Choice<T extends string>(props: ChoiceProps<T>) {
  const { label, hint, value, choices, onChoice, isBare = false, isAsleep = false } = props
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
        {...(hint !== undefined && { 'aria-describedby': `${id}-about` })}
        onChange={({ currentTarget }) => {
          const chosen = choices.find(([each]) => each === currentTarget.value)
          if (chosen) onChoice(chosen[0])
        }}
      >
        {choices.map(([each, name, lang]) => (
          <option key={each} value={each} {...(lang && { lang })}>
            {name}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <p id={`${id}-about`} class={styles.hint}>
          {hint}
        </p>
      )}
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
