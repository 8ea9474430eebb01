import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'

type Nothing = Awaited<ReturnType<typeof import('./open-nothing.ts').openNothing>>

const nothing = signal<Nothing | null>(null)

/** What stands in a document's place where there is none; the server was asked, so it can be had. */
export function LateNoDocument({ children }: { children: (late: Nothing) => ComponentChildren }) {
  useEffect(() => {
    const opened = import('./open-nothing.ts').then(({ openNothing }) => openNothing())
    void opened.then(
      (late) => {
        nothing.value = late
      },
      // Without the network the word about saving still says what is the matter.
      () => {},
    )
  }, [])
  return nothing.value && <>{children(nothing.value)}</>
}
