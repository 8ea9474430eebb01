import styles from './Key.module.css'

/** The key that does the same, inside the button it stands for; not said, as ears hear it already. */
export function Key({ children }: { children: string }) {
  return (
    <span class={styles.key} aria-hidden='true'>
      {children}
    </span>
  )
}
