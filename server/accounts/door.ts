/**
 * The door before better-auth: what it may be asked, how often, with which addresses to go on to; and
 * how its answers look on our wire. Tokens of sessions never leave in a body. [AC9] [AC10] [AC11]
 */
import { type Context, Hono } from 'hono'
import * as z from 'zod/mini'
import { addressSchema } from '../../shared/sharing/sharing.ts'
import { problem } from '../../shared/wire/problem.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import { jsonBody } from '../platform/json-body.ts'
import { refuse } from '../platform/refuse.ts'
import type { Attempts } from './attempts.ts'
import { AUTH_PATH, type Auth } from './auth.ts'
import { isRefusal, reasonOf } from './auth-refusals.ts'
import type { Provider } from './providers.ts'
import { NOT_BY_TOKEN, type WithWho } from './who-asks.ts'

/** Everything else that better-auth could do is nothing here. */
const ASKED = new Set([
  ...['POST /sign-up/email', 'POST /sign-in/email', 'POST /sign-in/magic-link', 'POST /sign-out'],
  ...['POST /sign-in/social', 'GET /magic-link/verify', 'GET /verify-email'],
  ...['POST /send-verification-email', 'POST /request-password-reset', 'POST /reset-password'],
  ...['POST /change-password', 'GET /get-session', 'GET /list-sessions', 'POST /revoke-session'],
  ...['POST /revoke-other-sessions', 'GET /passkey/generate-register-options'],
  ...['GET /passkey/generate-authenticate-options', 'POST /passkey/verify-registration'],
  ...['POST /passkey/verify-authentication', 'GET /passkey/list-user-passkeys'],
  ...['POST /passkey/delete-passkey', 'POST /passkey/update-passkey'],
])
const CALLBACK = /^GET \/callback\/[\w-]{1,64}$/

const GOES_ON = ['callbackURL', 'errorCallbackURL', 'newUserCallbackURL', 'redirectTo'] as const
/** One of our own pages; `//elsewhere` and `/\elsewhere` are other sites'. */
const OWN_PATH = /^\/(?![/\\])[^\\\s\p{Cc}]*$/u

export interface DoorOptions {
  auth: Auth
  attempts: Attempts
  /** By the id that it is called by outside; null: they have no such session. */
  sessionToken: (person: string, id: string) => Promise<string | null>
  providers: readonly Provider[]
  addressOf: (context: Context) => string
  isFirst: () => Promise<boolean>
  /** Said to anybody who wants an account with this address; null: nothing is against it so far. */
  refusesAtOnce: (address: string) => Promise<RefusalReason | null>
}

/** At `/api/auth`. */
export function authDoor(options: DoorOptions) {
  return new Hono<WithWho>().all('/*', async (context) => {
    const path = context.req.path.slice(AUTH_PATH.length)
    const asked = `${context.req.method} ${path}`
    if (!ASKED.has(asked) && !CALLBACK.test(asked)) return refuse(problem('unknown-document'))
    if (context.var.who.token) return refuse(problem('forbidden', NOT_BY_TOKEN))
    const wish = await readWish(context)
    if (wish instanceof Response) return wish
    return new Passage(options, context, path, wish).answer()
  })
}

type Wish = Record<string, unknown> | null

/** What is asked for; an answer if it cannot be asked so. */
async function readWish(context: Context<WithWho>): Promise<Wish | Response> {
  const query: Record<string, unknown> = context.req.query()
  if (GOES_ON.some((name) => !goesToUs(query[name])))
    return refuse(problem('invalid-request', OURS))
  if (context.req.method !== 'POST') return null
  const body = await jsonBody(context.req.raw)
  if (body.kind === 'too-large') return refuse(problem('too-large'))
  if (body.kind === 'nothing') return {}
  const read = wishSchema.safeParse(body.kind === 'json' ? body.value : null)
  if (!read.success) return refuse(problem('invalid-request'))
  if (GOES_ON.some((name) => !goesToUs(read.data[name]))) {
    return refuse(problem('invalid-request', OURS))
  }
  const { email } = read.data
  if (typeof email !== 'string') return read.data
  const address = addressSchema.safeParse(email)
  return address.success ? { ...read.data, email: address.data } : refuse(problem('not-an-address'))
}

const wishSchema = z.record(z.string(), z.unknown())
const OURS = 'After signing in one goes on to a page of this very server.'

function goesToUs(where: unknown): boolean {
  return where === undefined || (typeof where === 'string' && OWN_PATH.test(where))
}

/** One question to better-auth, and its answer in our words. */
class Passage {
  #options: DoorOptions
  #context: Context<WithWho>
  #path: string
  #wish: Wish

  constructor(options: DoorOptions, context: Context<WithWho>, path: string, wish: Wish) {
    this.#options = options
    this.#context = context
    this.#path = path
    this.#wish = wish
  }

  async answer(): Promise<Response> {
    const { attempts, addressOf, isFirst, refusesAtOnce } = this.#options
    const turn = attempts.take(this.#path, {
      from: addressOf(this.#context),
      who: this.#text('email') ?? this.#context.var.who.person,
    })
    if (turn !== 'taken') {
      return refuse(problem('too-many'), { 'Retry-After': String(turn.retryAfter) })
    }
    const isSignUp = this.#path === '/sign-up/email'
    const no = isSignUp ? await refusesAtOnce(this.#text('email') ?? '') : null
    if (no) return refuse(problem(no))
    const wasFirst = isSignUp && (await isFirst())
    const answer = await this.#ask(this.#path, await this.#said())
    // Whoever owns the instance need not wait for a letter that nobody can send yet.
    const mustWait = answer.ok && !signsIn(answer)
    const signedIn =
      wasFirst && mustWait ? await this.#ask('/sign-in/email', this.#wish ?? {}) : answer
    if (signedIn.ok)
      attempts.succeeded(this.#path, { who: this.#text('email'), from: addressOf(this.#context) })
    return this.#worded(signedIn)
  }

  /** What is passed on. A session is named by its id outside; its token is a secret. */
  async #said(): Promise<Record<string, unknown>> {
    const wish = this.#wish ?? {}
    switch (this.#path) {
      case '/revoke-session': {
        const id = this.#text('token') ?? ''
        const token = await this.#options.sessionToken(this.#context.var.who.person, id)
        return { token: token ?? '' }
      }
      case '/sign-up/email':
        return { ...wish, name: this.#text('name') ?? '' }
      case '/sign-in/magic-link':
      case '/sign-in/social':
        return { errorCallbackURL: '/sign-in', callbackURL: '/', ...wish }
      default:
        return wish
    }
  }

  #text(name: string): string | undefined {
    const value = this.#wish?.[name]
    return typeof value === 'string' ? value.trim() : undefined
  }

  async #ask(path: string, body: Record<string, unknown>): Promise<Response> {
    const { req, var: known } = this.#context
    const { search } = new URL(req.url)
    const headers = new Headers()
    for (const name of ['cookie', 'user-agent', 'accept-language']) {
      const value = req.header(name)
      if (value !== undefined) headers.set(name, value)
    }
    headers.set('host', new URL(known.origin).host)
    headers.set('origin', known.origin)
    const isPost = req.method === 'POST'
    if (isPost) headers.set('content-type', 'application/json')
    const init = { method: req.method, headers, ...(isPost && { body: JSON.stringify(body) }) }
    const address = `${known.origin}${AUTH_PATH}${path}${search}`
    const { auth } = this.#options
    const provider = this.#provider()
    if (!provider) return auth.answer(new Request(address, init), known.origin)
    const answer = await auth.answerBy(provider, new Request(address, init), known.origin)
    return answer ?? silence(req.method === 'POST' && path === '/sign-in/social')
  }

  /** The one that is asked for, or that people come back from; null: none, or none of ours. */
  #provider(): Provider | null {
    const asked = /^\/callback\/(.*)$/.exec(this.#path)?.[1] ?? this.#text('provider')
    const isBy = this.#path === '/sign-in/social' || this.#path.startsWith('/callback/')
    return this.#options.providers.find(({ id }) => isBy && id === asked) ?? null
  }

  #reason(code: string): RefusalReason {
    const reason = reasonOf(code, this.#path)
    // We know it, but it has not said how to reach it.
    return reason === 'unknown-provider' && this.#provider() ? 'provider-silent' : reason
  }

  async #worded(answer: Response): Promise<Response> {
    const cookies = answer.headers.getSetCookie()
    if (signsIn(answer)) this.#context.set('isOver', true)
    const headers = new Headers()
    for (const cookie of cookies) headers.append('Set-Cookie', cookie)
    const location = answer.headers.get('location')
    if (location !== null && answer.status >= 300 && answer.status < 400) {
      headers.set('Location', this.#goingOn(location))
      return new Response(null, { status: 302, headers })
    }
    const said: unknown = await answer.json().catch(() => null)
    if (answer.ok) {
      headers.set('Content-Type', 'application/json')
      return new Response(JSON.stringify(withoutTokens(said)), { status: answer.status, headers })
    }
    const { code } = z.catch(codeSchema, { code: '' }).parse(said)
    if (answer.status >= 500 && !isRefusal(code)) {
      throw new Error(`better-auth failed at ${this.#path}: ${code}`)
    }
    return refuse(problem(this.#reason(code)))
  }

  /** To a page of ours; or to the provider, whom better-auth asks for itself. */
  #goingOn(location: string): string {
    const { origin } = this.#context.var
    const url = new URL(location, origin)
    if (url.origin !== origin) return location
    const error = url.searchParams.get('error')
    if (error === null) return url.pathname + url.search + url.hash
    const query = new URLSearchParams({ error: this.#reason(error) })
    const to = url.pathname === '/sign-in' ? url.searchParams.get('to') : null
    if (to !== null) query.set('to', to)
    return `/sign-in?${query}`
  }
}

function signsIn(answer: Response): boolean {
  return answer.headers.getSetCookie().some((cookie) => /session_token=[^;]/.test(cookie))
}

/** As better-auth would say it. */
function silence(isAsked: boolean): Response {
  return isAsked
    ? Response.json({ code: 'INVALID_OAUTH_CONFIGURATION' }, { status: 400 })
    : new Response(null, { status: 302, headers: { Location: '/sign-in?error=provider-silent' } })
}

const codeSchema = z.object({ code: z.string() })

/** Sessions are called by their ids; of a token is only told that there is one. */
function withoutTokens(said: unknown): unknown {
  if (Array.isArray(said)) return said.map(withoutTokens)
  if (typeof said !== 'object' || said === null) return said
  const named = 'id' in said && 'token' in said ? { ...said, token: said.id } : said
  return Object.fromEntries(
    Object.entries(named).map(([name, value]) => {
      const isSecret = name === 'token' && typeof value === 'string' && !('id' in said)
      return [name, isSecret ? 'kept in a cookie' : withoutTokens(value)]
    }),
  )
}
