import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Clock } from '../../shared/kit/clock.ts'
import { factoryHere } from '../live/here.ts'
import { countKept } from '../live/kept-count.ts'
import { ButtonLink } from '../ui/Button.tsx'
import { t } from '../words/words.ts'
import styles from './KeptLink.module.css'

/** The way to what is kept on this device, where something is. */
export function KeptLink({ clock }: { clock: Clock }) {
  const count = useSignal(0)
  useEffect(() => {
    void countKept(factoryHere(), clock).then((found) => {
      count.value = found
    })
  }, [count, clock])
  if (count.value === 0) return null
  const words = t('kept.link', { count: count.value })
  return (
    <ButtonLink href='/kept' icon='laptop' label={words}>
      <span class={styles.words}>{words}</span>
    </ButtonLink>
  )
}
