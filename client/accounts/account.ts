import { type ReadonlySignal, signal } from '@preact/signals'
import { type Me, meSchema } from '../../shared/accounts/me.ts'

const KEY = 'interline.me'

/** Who I am here. Kept in this browser too, so that my replicas are found without the server. */
export class Account {
  readonly me: ReadonlySignal<Me | null>
  readonly #me = signal<Me | null>(null)
  readonly #kept: Pick<Storage, 'getItem' | 'setItem'>

  constructor(kept: Pick<Storage, 'getItem' | 'setItem'>) {
    this.me = this.#me
    this.#kept = kept
  }

  /** Asks the server; without an answer I am who I was the last time. */
  async meet(): Promise<void> {
    const found = (await ask('GET')) ?? parse(this.#kept.getItem(KEY))
    if (found) this.#know(found)
  }

  /** False when the server did not take the name. */
  async rename(name: string): Promise<boolean> {
    const found = await ask('PUT', { name })
    if (found) this.#know(found)
    return found !== null
  }

  #know(me: Me): void {
    this.#me.value = me
    this.#kept.setItem(KEY, JSON.stringify(me))
  }
}

async function ask(method: 'GET' | 'PUT', body?: { name: string }): Promise<Me | null> {
  const reply = await fetch('/api/me', {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  }).catch(() => null)
  return reply?.ok ? parse(await reply.text()) : null
}

function parse(text: string | null): Me | null {
  if (!text) return null
  const read = meSchema.safeParse(JSON.parse(text))
  return read.success ? read.data : null
}
