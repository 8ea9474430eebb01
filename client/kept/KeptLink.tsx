import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Clock } from '../../shared/kit/clock.ts'
import { factoryHere } from '../live/here.ts'
import { countKept } from '../live/kept-count.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { ButtonLink } from '../ui/Button.tsx'
import { t } from '../words/words.ts'
import styles from './KeptLink.module.css'

interface KeptLinkProps {
  clock: Clock
  /** Homes of other accounts in this browser. */
  others: ReadonlySet<string>
  /** null: nobody's yet. */
  outbox: Pick<Outbox, 'entries'> | null
}

const WITH_WORDS = ['thread.open', 'thread.reply', 'comment.edit']

/** The way to what is kept on this device, where something is. */
export function KeptLink({ clock, others, outbox }: KeptLinkProps) {
  const count = useSignal(0)
  useEffect(() => {
    void countKept(factoryHere(), clock, others).then((found) => {
      count.value = found
    })
  }, [count, clock, others])
  const hasComments = outbox?.entries.value.some(
    ({ state, intent }) => state === 'refused' && WITH_WORDS.includes(intent.kind),
  )
  if (count.value === 0 && !hasComments) return null
  const words = count.value > 0 ? t('kept.link', { count: count.value }) : t('kept.title')
  return (
    <ButtonLink href='/kept' icon='laptop' label={words}>
      <span class={styles.words}>{words}</span>
    </ButtonLink>
  )
}
