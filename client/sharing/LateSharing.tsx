import { signal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { Button } from '../ui/Button.tsx'
import { t } from '../words/words.ts'

type Sharing = Awaited<ReturnType<typeof import('./open-sharing.ts').openSharing>>

const sharing = signal<Sharing | null>(null)

async function load(): Promise<boolean> {
  const opened = await import('./open-sharing.ts').then(
    ({ openSharing }) => openSharing(),
    () => null,
  )
  sharing.value ??= opened
  return opened !== null
}

interface LateSharingProps {
  /** In its place while it comes. */
  waiting?: ComponentChildren
  children: (sharing: Sharing) => ComponentChildren
}

/** Whatever of sharing is needed now; none of it is loaded before. */
export function LateSharing({ waiting = null, children }: LateSharingProps) {
  const failed = useSignal(false)
  const again = () => {
    failed.value = false
    void load().then((isHere) => {
      failed.value = !isHere
    })
  }
  useEffect(again, [])
  if (sharing.value) return <>{children(sharing.value)}</>
  if (!failed.value) return <>{waiting}</>
  return (
    <Button look='outlined' icon='retry' onClick={again}>
      {t('library.again')}
    </Button>
  )
}
