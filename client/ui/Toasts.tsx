import styles from './Toasts.module.css'
import { dismiss, toasts } from './toasts.ts'

/** Where toasts appear; stands once on every page. */
export function Toasts() {
  return (
    <div class={styles.toasts} role='status'>
      {toasts.value.map(({ key, text, action }) => (
        <div key={key} class={styles.toast}>
          <span>{text}</span>
          {action && (
            <button
              type='button'
              onClick={() => {
                dismiss(key)
                action.run()
              }}
            >
              {action.label}
            </button>
          )}
        </div>
      ))}
    </div>
  )
}
