import WebSocket from 'ws'
import { RETRY_CEILING_MS } from '../../client/live/reconnects.ts'
import type { RunningServer } from './server.ts'

const POLL_MS = 4
const POLL_CEILING_MS = 50
/**
 * How long anything at all may take: who waits for a connection waits for the next attempt, which
 * may be as far away as the longest wait between two; and then for a busy machine.
 */
export const DEADLINE_MS = RETRY_CEILING_MS + 20_000

/**
 * Waits for a condition of real processes and sockets; never for a time. It looks often at first and
 * then, so that looking does not take the machine from those it waits for, each tenth of the wait.
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string | (() => string),
  deadline = DEADLINE_MS,
): Promise<void> {
  const start = performance.now()
  while (!(await condition())) {
    const waited = performance.now() - start
    if (waited > deadline) {
      throw new Error(
        `still waiting after ${deadline} ms for ${typeof what === 'string' ? what : what()}`,
      )
    }
    const rest = Math.min(POLL_CEILING_MS, Math.max(POLL_MS, waited / 10))
    await new Promise((wake) => setTimeout(wake, rest))
  }
}

type Address = Pick<RunningServer, 'http'>

/** A browser's worth of identity: the cookie the server gave, and requests that carry it. */
export class Guest {
  readonly name: string
  cookie = ''
  #server: Address

  constructor(name: string, server: Address) {
    this.name = name
    this.#server = server
  }

  /** The first visit: brings the cookie. */
  static async arrives(name: string, server: Address): Promise<Guest> {
    const guest = new Guest(name, server)
    const answer = await guest.asks('GET', '/api/me')
    if (!answer.ok || guest.cookie === '') {
      throw new Error(`${name} got no guest cookie: ${answer.status} ${await answer.text()}`)
    }
    return guest
  }

  moves(server: Address): void {
    this.#server = server
  }

  async asks(method: string, path: string, body?: unknown): Promise<Response> {
    const headers: Record<string, string> = {}
    if (this.cookie !== '') headers.cookie = this.cookie
    if (body !== undefined) headers['content-type'] = 'application/json'
    const answer = await fetch(`${this.#server.http}${path}`, {
      method,
      headers,
      redirect: 'manual',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const given = answer.headers.getSetCookie().find((line) => line.startsWith('interline_guest='))
    if (given !== undefined) this.cookie = given.split(';')[0] ?? ''
    return answer
  }

  /** A document by HTTP; its id. */
  async makesDocument(id?: string): Promise<string> {
    const answer = await this.asks('POST', '/api/documents', id === undefined ? {} : { id })
    if (answer.status !== 201 && answer.status !== 200) {
      throw new Error(`${this.name} got no document: ${answer.status} ${await answer.text()}`)
    }
    const made: { id: string } = JSON.parse(await answer.text())
    return made.id
  }

  /** `ws` with this guest's cookie: what a browser does by itself. */
  get WebSocket(): typeof globalThis.WebSocket {
    return this.socketClass(() => {})
  }

  /** The same, and `tap` hears what arrives. */
  socketClass(tap: (bytes: Uint8Array) => void): typeof globalThis.WebSocket {
    const guest = this
    class CookieSocket extends WebSocket {
      constructor(address: string | URL, protocols?: string | string[]) {
        super(address, protocols, guest.cookie === '' ? {} : { headers: { cookie: guest.cookie } })
        this.on('message', (data) => tap(new Uint8Array(data as ArrayBuffer)))
      }
    }
    return CookieSocket as unknown as typeof globalThis.WebSocket
  }
}
