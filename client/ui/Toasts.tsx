import type { ComponentChildren } from 'preact'
import { IconButton } from './Button.tsx'
import styles from './Toasts.module.css'
import { dismiss, toasts } from './toasts.ts'

/** Where toasts appear; stands once on every page. `children`: those that stay. */
export function Toasts({ children }: { children?: ComponentChildren }) {
  return (
    <div class={styles.toasts} role='status'>
      {children}
      {toasts.value.map(({ key, text, action }) => (
        <Toast
          key={key}
          text={text}
          action={
            action && {
              label: action.label,
              run: () => {
                dismiss(key)
                action.run()
              },
            }
          }
        />
      ))}
    </div>
  )
}

interface Press {
  label: string
  run: () => void
}

/** One sentence, what can be done about it, and perhaps a way to send it away. */
export function Toast({
  text,
  action,
  close = null,
}: {
  text: string
  action: Press | null
  close?: Press | null
}) {
  return (
    <div class={styles.toast}>
      <span>{text}</span>
      {action && (
        <button type='button' class={styles.action} onClick={action.run}>
          {action.label}
        </button>
      )}
      {close && <IconButton icon='close' label={close.label} onClick={close.run} />}
    </div>
  )
}
