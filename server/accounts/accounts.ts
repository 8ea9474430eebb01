import { join } from 'node:path'
import { type Context, Hono } from 'hono'
import type { WaysIn } from '../../shared/accounts/ways-in.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import type { Rng } from '../../shared/kit/rng.ts'
import type { Database } from '../platform/database.ts'
import { openMailFolder } from '../platform/mail-folder.ts'
import { openMailSmtp } from '../platform/mail-smtp.ts'
import { AccessTokens } from './access-tokens.ts'
import { Adoption } from './adoption.ts'
import { arrive, guestOf } from './arrival.ts'
import { Attempts } from './attempts.ts'
import { Auth } from './auth.ts'
import { authSecret } from './auth-secret.ts'
import { authDoor } from './door.ts'
import { Export } from './export.ts'
import { type Guest, Guests } from './guests.ts'
import { InstanceOf } from './instance.ts'
import { Leaving } from './leaving.ts'
import type { Letter } from './letters.ts'
import { ownRoutes } from './own-routes.ts'
import { personById } from './people-store.ts'
import { Post } from './post.ts'
import type { Provider } from './providers.ts'
import { type AccountRoutesOptions, accountRoutes } from './routes.ts'
import { nextSessionEnd, sessionsEnded, tokenOfSession } from './session-store.ts'
import { SignUp } from './sign-up.ts'
import { nextTokenEnd, tokensEnded } from './token-store.ts'
import type { Who } from './who.ts'
import type { WithWho } from './who-asks.ts'

/** Of letters that go nowhere by themselves. */
const FOLDER_FROM = 'Interline <interline@localhost>'

export interface AccountsOptions {
  config: {
    data: string
    access: WaysIn['access']
    signUp: WaysIn['signUp']
    smtp: { url: string; from: string } | null
    providers: readonly Provider[]
  }
  db: Database
  clock: Clock
  rng: Rng
  report: (event: string, facts: Record<string, unknown>) => void
  failed: (error: unknown) => void
  /** Somebody shares something with whoever has this address. */
  isInvited: (address: string) => Promise<boolean>
  /** What was shared with this address is the person's by name. */
  claim: (who: { person: string; address: string }) => Promise<void>
  /** Closes a guest's sockets and gives their client ids to the person. */
  adoptLog: (guest: string, person: string) => Promise<'adopted' | 'full'>
  /** These are somebody's by what was a guest's before. */
  onGiven: (person: string, documents: readonly string[]) => void
  /** Deletes a document that they own for ever. */
  destroy: (who: Who, document: string) => Promise<void>
  /** Gives a document that somebody owned who leaves to somebody else. */
  passOn: (document: string, heritage: { from: string; to: string }) => Promise<void>
  /** Somebody's sockets have to say anew who they are. */
  ended: (person: string) => void
  /** Somebody has a session or a token, which may end one day. */
  began: () => void
  onAppearance: (who: Guest) => void
}

interface Where {
  /** Where on the network a request comes from. */
  addressOf: (context: Context) => string
}

/** Everybody who has an account, and everybody who does not. */
export class Accounts {
  readonly db: Database
  readonly guests: Guests
  readonly tokens: AccessTokens
  readonly auth: Auth
  readonly secret: string
  #options: AccountsOptions
  #signUp: SignUp
  #post: Post
  #adoption: Adoption
  #attempts: Attempts
  #instance: InstanceOf
  /** What better-auth does without anybody waiting for it. */
  #background = new Set<Promise<unknown>>()

  constructor(options: AccountsOptions) {
    const { db, clock, rng, config, failed, isInvited } = options
    this.db = db
    this.secret = authSecret(config.data)
    this.#options = options
    this.guests = new Guests(db, clock, rng)
    this.tokens = new AccessTokens(db, clock)
    this.#signUp = new SignUp({ db, clock, rng, isInvited, mode: config.signUp })
    const { adoptLog, ended, onGiven } = options
    const mail = config.smtp
      ? openMailSmtp(config.smtp.url, config.smtp.from)
      : openMailFolder(join(config.data, 'mail'), FOLDER_FROM)
    this.#post = new Post({ db, clock, mail, failed, report: options.report })
    this.#attempts = new Attempts(clock)
    this.#instance = new InstanceOf({ db, mail, signUp: this.#signUp, post: this.#post })
    this.#adoption = new Adoption({ db, clock, failed, adoptLog, onGiven })
    this.auth = new Auth({
      ...{ db, clock },
      later: (work) => {
        const done = work.catch(failed).finally(() => this.#background.delete(done))
        this.#background.add(done)
      },
      secret: this.secret,
      isMailSent: config.smtp !== null,
      post: (letter) => this.post(letter),
      admit: async (wish, headers) => this.#signUp.admit(wish, await guestOf(this.guests, headers)),
      ended,
      mayEnter: (address) => this.#signUp.mayEnter(address),
      arrived: (person, headers) => {
        options.began()
        return arrive(
          {
            ...{ db, guests: this.guests },
            adopt: (guest, id) => this.#adoption.adopt(guest, id),
            claim: (id) => this.#claim(id),
          },
          person,
          headers,
        )
      },
    })
  }

  /** What an earlier run of the server has left undone. */
  async start(): Promise<void> {
    this.#post.start()
    await this.#adoption.resume()
  }

  /** At `/api/auth`. */
  door(addressOf: (context: Context) => string): Hono<WithWho> {
    return authDoor({
      ...{ auth: this.auth, attempts: this.#attempts, addressOf },
      sessionToken: (person, id) => tokenOfSession(this.db, person, id),
      providers: this.#options.config.providers,
      isFirst: () => this.#signUp.isFirst(),
      refusesAtOnce: (address) =>
        this.#signUp.refusesAtOnce(address, this.#options.config.smtp !== null),
    })
  }

  /** Below `/api`. */
  routes({ isSecure, addressOf }: Pick<AccountRoutesOptions, 'isSecure'> & Where) {
    const { db, guests, tokens, auth } = this
    const { clock, onAppearance, destroy, passOn, ended, began } = this.#options
    const attempts = this.#attempts
    return new Hono<WithWho>()
      .route(
        '/',
        accountRoutes({ db, guests, isSecure, onAppearance, waysIn: () => this.waysIn() }),
      )
      .route(
        '/',
        ownRoutes({
          ...{ tokens, addressOf, instance: this.#instance },
          ...{ onTokenMade: began, onTokenGone: ended },
          leaving: new Leaving({ db, auth, attempts, destroy, passOn, ended }),
          exported: new Export(db, clock, tokens),
        }),
      )
  }

  async waysIn(): Promise<WaysIn> {
    const { config } = this.#options
    return {
      ...{ password: true, magicLink: true, passkey: true, access: config.access },
      providers: config.providers.map(({ id, name }) => ({ id, name })),
      signUp: await this.#signUp.mode(),
      isFirst: await this.#signUp.isFirst(),
      isMailSent: config.smtp !== null,
    }
  }

  /** Whose sessions or tokens ended in between, the first moment not counted. [AC25] */
  async waysEnded(after: number, upTo: number): Promise<string[]> {
    return [
      ...(await sessionsEnded(this.db, after, upTo)),
      ...(await tokensEnded(this.db, after, upTo)),
    ]
  }

  /** When the next of them ends, ms UTC; null: none will. */
  async nextEnd(after: number): Promise<number | null> {
    const ends = [await nextSessionEnd(this.db, after), await nextTokenEnd(this.db, after)]
    const known = ends.filter((end) => end !== null)
    return known.length === 0 ? null : Math.min(...known)
  }

  /** Their verified address; null: there is none. */
  async addressOf(person: string): Promise<string | null> {
    const row = await personById(this.db, person)
    return row?.is_verified ? row.address : null
  }

  post(letter: Letter): Promise<void> {
    return this.#post.post(letter)
  }

  /** Nothing is sent any more; what waits is sent by the next run of the server. */
  async close(): Promise<void> {
    await Promise.all(this.#background)
    await this.#post.close()
  }

  async #claim(person: string): Promise<void> {
    const address = await this.addressOf(person)
    if (address !== null) await this.#options.claim({ person, address })
  }
}
