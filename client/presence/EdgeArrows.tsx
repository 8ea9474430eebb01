import type { ReadonlySignal } from '@preact/signals'
import { Icon } from '../ui/Icon.tsx'
import { t } from '../words/words.ts'
import type { FarCaret } from './caret-layer.ts'
import styles from './EdgeArrows.module.css'
import type { RemoteCaret } from './presence.ts'

interface EdgeArrowsProps {
  far: ReadonlySignal<readonly FarCaret[]>
  onGo: (caret: RemoteCaret) => void
}

/** At the edge of the window: who writes further up, who further down. */
export function EdgeArrows({ far, onGo }: EdgeArrowsProps) {
  return (
    <>
      {(['above', 'below'] as const).map((side) => (
        <div key={side} class={`${styles.edge} ${styles[side] ?? ''}`}>
          {far.value
            .filter((each) => each.side === side)
            .map(({ caret }) => (
              <button
                key={caret.client}
                type='button'
                class={styles.arrow}
                data-hue={caret.hue}
                data-edge={side}
                aria-label={t(`people.${side}`, { name: caret.name })}
                onClick={() => onGo(caret)}
              >
                <Icon name={side === 'above' ? 'up' : 'down'} size={14} />
                <span>{caret.name}</span>
              </button>
            ))}
        </div>
      ))}
    </>
  )
}
