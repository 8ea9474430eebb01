import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LIMITS } from '../../server/live/limits.ts'
import { meSchema } from '../../shared/accounts/me.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import { problemSchema } from '../../shared/wire/problem.ts'
import { Served } from '../documents/served.ts'
import { until } from '../support/cast.ts'

export const PASSWORD = 'correct horse battery'

/** A server that is asked without a network. */
export function opensServer(clock: Clock, env: Record<string, string> = {}): Promise<Served> {
  return Served.opens(clock, { ...LIMITS, requestsPerAddress: 10_000 }, env)
}

/** A browser: keeps all its cookies, and goes where it is sent if told so. */
export class Visitor {
  readonly name: string
  readonly cookies = new Map<string, string>()
  readonly #served: Served
  readonly #from: string
  readonly #origin: string

  constructor(
    name: string,
    served: Served,
    { from = '10.0.0.1', origin = 'http://localhost:3000' } = {},
  ) {
    this.name = name
    this.#served = served
    this.#from = from
    this.#origin = origin
  }

  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  async asks(
    method: string,
    path: string,
    body?: unknown,
    more: Record<string, string> = {},
  ): Promise<Response> {
    const headers = new Headers({ host: new URL(this.#origin).host })
    if (this.cookies.size > 0) headers.set('cookie', this.cookie)
    if (method !== 'GET') headers.set('origin', this.#origin)
    for (const [name, value] of Object.entries(more)) headers.set(name, value)
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
    const incoming = { headers: {}, socket: { remoteAddress: this.#from } }
    const answer = await this.#served.request(path, init, { incoming })
    for (const line of answer.headers.getSetCookie()) this.#keeps(line)
    return answer
  }

  /** The status and what was said; of a refusal its reason. */
  async tries(method: string, path: string, body?: unknown): Promise<[number, unknown]> {
    const answer = await this.asks(method, path, body)
    const text = await answer.text()
    const said = text === '' ? null : JSON.parse(text)
    if (answer.status < 400) return [answer.status, said]
    return [answer.status, problemSchema.parse(said).refusal]
  }

  signsUp(email: string, more: Record<string, unknown> = {}) {
    const body = { email, password: PASSWORD, name: this.name, ...more }
    return this.tries('POST', '/api/auth/sign-up/email', body)
  }

  signsIn(email: string, password = PASSWORD) {
    return this.tries('POST', '/api/auth/sign-in/email', { email, password })
  }

  signsOut() {
    return this.tries('POST', '/api/auth/sign-out', {})
  }

  /** A link of a letter: where it leads. */
  async follows(url: string): Promise<string> {
    const { pathname, search } = new URL(url)
    const answer = await this.asks('GET', pathname + search)
    return answer.headers.get('location') ?? `${answer.status} ${await answer.text()}`
  }

  async me() {
    return meSchema.parse(await (await this.asks('GET', '/api/me')).json())
  }

  async makes(): Promise<string> {
    return (await (await this.asks('POST', '/api/documents', {})).json()).id
  }

  #keeps(line: string) {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
    const at = pair.indexOf('=')
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
    const isOver = attributes.some((each) => /^max-age=0$/i.test(each)) || value === ''
    if (isOver) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }
}

/** The letters that lie in the folder, the oldest first. */
export function letters(served: Served): { to: string; subject: string; link: string }[] {
  const folder = join(served.folder, 'mail')
  const names = readdirSync(folder, { withFileTypes: true }).map(({ name }) => name)
  return names
    .filter((name) => name.endsWith('.eml'))
    .sort()
    .map((name) => readLetter(readFileSync(join(folder, name), 'utf8')))
}

/** Waits until as many letters to an address lie there; the last of them. */
export async function letterTo(served: Served, to: string, count = 1) {
  const all = () => {
    try {
      return letters(served).filter((letter) => letter.to === to)
    } catch {
      return []
    }
  }
  await until(() => all().length >= count, `letter ${count} to ${to}`)
  return all()[count - 1] ?? { to, subject: '', link: '' }
}

export function readLetter(text: string) {
  const [head = '', ...rest] = text.replaceAll('\r\n', '\n').split('\n\n')
  const isQuoted = /quoted-printable/i.test(head)
  const body = isQuoted
    ? rest
        .join('\n\n')
        .replace(/=\n/g, '')
        .replace(/=([0-9A-F]{2})/g, (_all, hex: string) =>
          String.fromCharCode(Number.parseInt(hex, 16)),
        )
    : rest.join('\n\n')
  return {
    to: /^To: (.*)$/m.exec(head)?.[1] ?? '',
    subject: /^Subject: (.*)$/m.exec(head)?.[1] ?? '',
    link: /https?:\/\/\S+/.exec(body)?.[0] ?? '',
    body,
  }
}
