import { effect, type ReadonlySignal, signal } from '@preact/signals'
import type { Account } from './account.ts'

const needs = signal(false)

/** Who is a guest makes no documents on this server. False while nobody has said so. */
export const needsAccount: ReadonlySignal<boolean> = needs

/** Asks once, and only for a guest: whoever has an account may. Returns the undo. */
export function learnAccess({ me, isPerson }: Account): () => void {
  let isAsked = false
  return effect(() => {
    if (isPerson.value) needs.value = false
    else if (me.value && !isAsked) {
      isAsked = true
      void ask().then((access) => {
        needs.value = access === 'accounts' && !isPerson.peek()
      })
    }
  })
}

async function ask(): Promise<unknown> {
  const reply = await fetch('/api/ways-in').catch(() => null)
  const said = reply?.ok ? await reply.json().catch(() => null) : null
  return said?.access
}
