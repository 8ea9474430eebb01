import styles from './Skeleton.module.css'

/** Grey lines where words will be; `lines` are their lengths in percent, the first a heading's. */
export function Skeleton({ label, lines }: { label: string; lines: readonly number[] }) {
  return (
    <div class={styles.skeleton} role='status' aria-label={label}>
      {lines.map((part, index) => (
        <div
          key={index}
          class={`${styles.line} ${index === 0 ? styles.heading : ''}`}
          style={{ '--part': part }}
        />
      ))}
    </div>
  )
}
