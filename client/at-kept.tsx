import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { realClock } from '../shared/kit/clock.ts'
import type { Account } from './accounts/account.ts'
import type { KeptPage } from './kept/KeptPage.tsx'
import type { KeptWords } from './kept/kept-words.ts'
import { factoryHere } from './live/here.ts'
import type { Outbox } from './outbox/outbox.ts'
import { addWords } from './words/words.ts'

interface Opened {
  kept: KeptWords
  Page: typeof KeptPage
}

interface AtKeptProps {
  account: Account
  /** null: nobody's yet. */
  outbox: Outbox | null
  end: ComponentChildren
  foot: ComponentChildren
}

/** What is kept on this device. Reading documents takes Yjs, which no list needs: loaded here. */
export function AtKept({ account, outbox, end, foot }: AtKeptProps) {
  const opened = useSignal<Opened | null>(null)
  useEffect(() => {
    void loadKept().then(([{ KeptPage }, { KeptWords }, { KeptReplicas }]) => {
      const removed = (document: string) => void outbox?.drop(document)
      const kept = new KeptWords(
        new KeptReplicas(factoryHere(), realClock, account.otherHomes.peek()),
        removed,
      )
      opened.value = { kept, Page: KeptPage }
    })
  }, [opened, outbox, account])
  if (!opened.value) return null
  const { kept, Page } = opened.value
  return <Page kept={kept} outbox={outbox} now={realClock.now()} end={end} foot={foot} />
}

function loadKept() {
  return Promise.all([
    import('./kept/KeptPage.tsx'),
    import('./kept/kept-words.ts'),
    import('./live/kept-replicas.ts'),
    Promise.all([import('./threads/labels.en.ts'), import('./documents/labels.en.ts')]).then(
      ([{ threadLabels }, { listLabels }]) => addWords({ ...listLabels, threads: threadLabels }),
    ),
  ])
}
