/**
 * better-auth over our database: passwords, links by mail, passkeys, providers, and who is signed in.
 * It is fetched when the first needs it: who stays a guest does not pay for it. It has no word of its
 * own on the wire: server/accounts/door.ts lets in what it may be asked and says how it answered.
 */
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '../../shared/accounts/password.ts'
import { uuidv7 } from '../../shared/kit/ids.ts'
import type { AuthHouse } from './auth-house.ts'
import {
  PASSKEY_TABLE,
  PERSON_TABLE,
  PROOF_TABLE,
  SIGN_IN_TABLE,
  WAY_IN_TABLE,
} from './auth-tables.ts'
import { addressTaken, confirmation, magicLink, passwordReset } from './letters.ts'
import type { Provider } from './providers.ts'

export const AUTH_PATH = '/api/auth'
const DAY_S = 24 * 60 * 60
const SIGNED_IN_S = 30 * DAY_S
/** For what cannot be undone, one has signed in so recently. */
export const FRESH_S = 10 * 60
const LINK_S = 15 * 60
const CONFIRMATION_S = DAY_S
/** So many names that we are reached under, if nobody told us ours, times the ways to each. */
const INSTANCES_AT_MOST = 16
const PROVIDER_PATIENCE_MS = 15_000

type Instance = Awaited<ReturnType<typeof open>>

/** Once a day a session that is used is given its whole time anew. */
export function isDue(endsAt: number): boolean {
  return endsAt - SIGNED_IN_S * 1000 + DAY_S * 1000 <= Date.now()
}

export class Auth {
  #house: AuthHouse
  #instances = new Map<string, Promise<Instance>>()

  constructor(house: AuthHouse) {
    this.#house = house
  }

  /** `request`: of an address below `origin`, which is ours. */
  async answer(request: Request, origin: string): Promise<Response> {
    return (await this.#at(origin)).handler(request)
  }

  /**
   * The same by way of a provider. Each has better-auth to itself: one that does not answer keeps
   * nobody waiting who signs in otherwise. null: it does not answer. [AC17]
   */
  async answerBy(provider: Provider, request: Request, origin: string): Promise<Response | null> {
    const asked = this.#at(origin, provider).then(({ handler }) => handler(request))
    const { promise: silence, resolve } = Promise.withResolvers<null>()
    const cancel = this.#house.clock.after(PROVIDER_PATIENCE_MS, () => resolve(null))
    const answer = await Promise.race([asked, silence]).finally(cancel)
    // Whatever it waits for, the next one may have more luck.
    if (answer === null) {
      this.#instances.delete(keyOf(origin, provider))
      asked.catch(() => undefined)
    }
    return answer
  }

  /** A session goes on for another while: the cookies that say so. */
  async renewed(headers: Headers, origin: string): Promise<string[]> {
    const { api } = await this.#at(origin)
    return (await api.getSession({ headers, returnHeaders: true })).headers.getSetCookie()
  }

  /** Is it this person's password? Costs what signing in costs. */
  async isPassword(kept: string, password: string): Promise<boolean> {
    const { verifyPassword } = await import('better-auth/crypto')
    return verifyPassword({ hash: kept, password })
  }

  #at(origin: string, provider: Provider | null = null): Promise<Instance> {
    const key = keyOf(origin, provider)
    const known = this.#instances.get(key)
    if (known) return known
    const [oldest] = this.#instances.keys()
    if (this.#instances.size >= INSTANCES_AT_MOST && oldest) this.#instances.delete(oldest)
    const opened = open(this.#house, origin, provider)
    this.#instances.set(key, opened)
    opened.catch(() => this.#instances.delete(key))
    return opened
  }
}

const keyOf = (origin: string, provider: Provider | null) => `${origin} ${provider?.id ?? ''}`

async function open(house: AuthHouse, origin: string, provider: Provider | null) {
  const [{ betterAuth }, { APIError }, { kyselyAdapter }, { passkey }, magic, generic] =
    await Promise.all([
      import('better-auth/minimal'),
      import('better-auth/api'),
      import('@better-auth/kysely-adapter'),
      import('@better-auth/passkey'),
      import('better-auth/plugins/magic-link'),
      import('better-auth/plugins/generic-oauth'),
    ])
  const { db, clock, isMailSent, post, admit, arrived } = house
  return betterAuth({
    appName: 'Interline',
    baseURL: origin,
    basePath: AUTH_PATH,
    secret: house.secret,
    database: kyselyAdapter(db, { type: 'sqlite' }),
    user: PERSON_TABLE,
    session: { ...SIGN_IN_TABLE, expiresIn: SIGNED_IN_S, updateAge: DAY_S, freshAge: FRESH_S },
    account: {
      ...WAY_IN_TABLE,
      encryptOAuthTokens: true,
      accountLinking: { enabled: true, allowDifferentEmails: false },
    },
    verification: { ...PROOF_TABLE, storeIdentifier: 'hashed' },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: PASSWORD_MIN_LENGTH,
      maxPasswordLength: PASSWORD_MAX_LENGTH,
      requireEmailVerification: isMailSent,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: LINK_S,
      // Behind the #: what comes after it is in nobody's log.
      sendResetPassword: ({ user, token }) =>
        post(passwordReset({ to: user.email, url: `${origin}/sign-in#reset=${token}` })),
      onExistingUserSignUp: ({ user }) =>
        post(addressTaken({ to: user.email, url: `${origin}/sign-in` })),
    },
    emailVerification: {
      sendOnSignUp: true,
      sendOnSignIn: isMailSent,
      autoSignInAfterVerification: true,
      expiresIn: CONFIRMATION_S,
      sendVerificationEmail: async ({ user, url }) => {
        if (!user.emailVerified) await post(confirmation({ to: user.email, url }))
      },
    },
    plugins: [
      magic.magicLink({
        expiresIn: LINK_S,
        storeToken: 'hashed',
        sendMagicLink: ({ email, url }) => {
          const write = async () => {
            if (await house.mayEnter(email)) await post(magicLink({ to: email, url }))
          }
          house.later(write())
        },
      }),
      passkey({
        rpName: 'Interline',
        rpID: new URL(origin).hostname,
        origin,
        schema: PASSKEY_TABLE,
      }),
      generic.genericOAuth({
        config: [provider ?? []].flat().map(({ id, name, issuer, clientId, clientSecret }) => ({
          ...{ providerId: id, name, clientId, clientSecret },
          discoveryUrl: `${issuer}/.well-known/openid-configuration`,
          scopes: ['openid', 'profile', 'email'],
          pkce: true,
          requireIdTokenVerification: true,
        })),
      }),
    ],
    databaseHooks: {
      user: {
        create: {
          before: async ({ email, name }, context) => {
            const outcome = await admit({ address: email, name }, context?.headers ?? null)
            if (outcome.kind === 'refused')
              throw new APIError('FORBIDDEN', { code: outcome.reason })
            // Pictures from elsewhere would tell elsewhere who is looked at.
            return { data: { ...outcome.newcomer, image: null } }
          },
        },
      },
      session: {
        create: {
          after: ({ userId }, context) => arrived(userId, context?.headers ?? null),
        },
        delete: { after: async ({ userId }) => house.ended(userId) },
      },
    },
    advanced: {
      cookiePrefix: 'interline',
      useSecureCookies: origin.startsWith('https:'),
      // app.ts asks every change where it comes from; better-auth would refuse programs.
      disableCSRFCheck: true,
      ipAddress: { disableIpTracking: true },
      database: { generateId: () => uuidv7(clock.now()) },
      backgroundTasks: { handler: house.later },
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    // It writes addresses into its log.
    logger: { disabled: true },
    // What is no answer of its own goes up, as an error of any route does.
    onAPIError: { errorURL: `${origin}/sign-in`, throw: true },
  })
}
