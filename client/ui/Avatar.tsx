import type { ComponentChildren } from 'preact'
import styles from './Avatar.module.css'

interface AvatarProps {
  name: string
  /** Token name of the colour: c1 … c8. */
  hue: string
  size?: 'small' | 'medium' | 'large'
  /** Address of a picture to show instead. */
  picture?: string | null
}

/** Initials on a colour. Whoever shows it says the name beside it or in a label. */
export function Avatar({ name, hue, size = 'medium', picture = null }: AvatarProps) {
  return (
    <span class={`${styles.avatar} ${styles[size] ?? ''}`} data-hue={hue} aria-hidden='true'>
      {picture ? <img src={picture} alt='' /> : initials(name)}
    </span>
  )
}

/** Avatars that overlap a little; each child is one of them. */
export function AvatarStack({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <ul class={styles.stack} aria-label={label}>
      {children}
    </ul>
  )
}

/** The end of a stack that became too long. */
export function AvatarRest({
  count,
  size = 'medium',
}: {
  count: string
  size?: AvatarProps['size']
}) {
  return (
    <span class={`${styles.avatar} ${styles[size] ?? ''} ${styles.rest}`} aria-hidden='true'>
      {count}
    </span>
  )
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** First letters of the first and the last word, in any script: `Quiet Otter` is QO. */
function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const ends = words.length > 1 ? [words[0], words[words.length - 1]] : [words[0]]
  return ends.map((word) => firstLetter(word ?? '')).join('')
}

function firstLetter(word: string): string {
  for (const { segment } of graphemes.segment(word)) return segment.toLocaleUpperCase()
  return ''
}
