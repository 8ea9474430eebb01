import WebSocket from 'ws'
import type { RunningServer } from './server.ts'

const POLL_MS = 4
const DEADLINE_MS = 20_000

/** Waits for a condition of real processes and sockets; never for a time. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string | (() => string),
  deadline = DEADLINE_MS,
): Promise<void> {
  const last = performance.now() + deadline
  while (!(await condition())) {
    if (performance.now() > last) {
      throw new Error(
        `still waiting after ${deadline} ms for ${typeof what === 'string' ? what : what()}`,
      )
    }
    await new Promise((wake) => setTimeout(wake, POLL_MS))
  }
}

/** A browser's worth of identity: the cookie the server gave, and requests that carry it. */
export class Guest {
  readonly name: string
  cookie = ''
  #server: RunningServer

  constructor(name: string, server: RunningServer) {
    this.name = name
    this.#server = server
  }

  /** The first visit: brings the cookie. */
  static async arrives(name: string, server: RunningServer): Promise<Guest> {
    const guest = new Guest(name, server)
    const answer = await guest.asks('GET', '/api/me')
    if (!answer.ok || guest.cookie === '') {
      throw new Error(`${name} got no guest cookie: ${answer.status} ${await answer.text()}`)
    }
    return guest
  }

  moves(server: RunningServer): void {
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
