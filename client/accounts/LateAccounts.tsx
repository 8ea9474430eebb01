import { signal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'

type Pages = Awaited<ReturnType<typeof import('./open-accounts.ts').openAccounts>>

const pages = signal<Pages | null>(null)

interface LateAccountsProps {
  failed: ComponentChildren
  children: (pages: Pages) => ComponentChildren
}

/** The pages about people; none of them is loaded before somebody goes there. */
export function LateAccounts({ failed, children }: LateAccountsProps) {
  const isFailed = useSignal(false)
  useEffect(() => {
    void import('./open-accounts.ts')
      .then(({ openAccounts }) => openAccounts())
      .then(
        (opened) => {
          pages.value ??= opened
        },
        () => {
          isFailed.value = true
        },
      )
  }, [isFailed])
  if (pages.value) return <>{children(pages.value)}</>
  return <>{isFailed.value ? failed : null}</>
}
