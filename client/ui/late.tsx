import { signal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'

interface LateProps<Parts> {
  /** In its place while it comes, and if it does not. */
  waiting?: ComponentChildren
  failed?: ComponentChildren
  onFailed?: () => void
  children: (parts: Parts) => ComponentChildren
}

/** A part of the page that is loaded only where it is needed, once. */
export function late<Parts>(load: () => Promise<Parts>) {
  const parts = signal<Parts | null>(null)
  return function Late({ waiting, failed, onFailed, children }: LateProps<Parts>) {
    const isFailed = useSignal(false)
    useEffect(() => {
      void load().then(
        (loaded) => {
          parts.value ??= loaded
        },
        () => {
          isFailed.value = true
          onFailed?.()
        },
      )
    }, [isFailed])
    if (parts.value) return <>{children(parts.value)}</>
    return <>{isFailed.value ? failed : waiting}</>
  }
}
