/** Who may have a new account, and what it begins with. [AC3] [AC4] [AC5] */
import { renameSchema } from '../../shared/accounts/me.ts'
import { SIGN_UP_MODES, type SignUpMode } from '../../shared/accounts/ways-in.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import { COLOURS } from '../../shared/kit/colours.ts'
import { uuidv7 } from '../../shared/kit/ids.ts'
import type { Rng } from '../../shared/kit/rng.ts'
import type { Database } from '../platform/database.ts'
import type { Admission, SignUpRefusal } from './auth-house.ts'
import { friendlyName, pick } from './friendly-name.ts'
import type { Guest } from './guests.ts'
import { signUpWord, upsertSignUp } from './instance-store.ts'
import { isAnybody, personByAddress, personById } from './people-store.ts'

export interface SignUpOptions {
  db: Database
  clock: Clock
  rng: Rng
  /** Until the owner of the instance decides something else. */
  mode: SignUpMode
  /** Somebody shares something with whoever has this address. */
  isInvited: (address: string) => Promise<boolean>
}

export class SignUp {
  #options: SignUpOptions

  constructor(options: SignUpOptions) {
    this.#options = options
  }

  async mode(): Promise<SignUpMode> {
    const word = await signUpWord(this.#options.db)
    return SIGN_UP_MODES.find((mode) => mode === word) ?? this.#options.mode
  }

  let(mode: SignUpMode): Promise<void> {
    return upsertSignUp(this.#options.db, mode)
  }

  /** Nobody has an account: whoever makes one now owns the instance. */
  async isFirst(): Promise<boolean> {
    return !(await isAnybody(this.#options.db))
  }

  /** An account that is there, or one that may be made. */
  async mayEnter(address: string): Promise<boolean> {
    if (await personByAddress(this.#options.db, address)) return true
    return (await this.#refusal(address)) === null
  }

  /**
   * What is said before anybody looks whether the address has an account, so that it tells nothing.
   * Where letters are sent, the letter says the rest to whoever has the mailbox. [AC8]
   */
  async refusesAtOnce(address: string, isMailSent: boolean): Promise<SignUpRefusal | null> {
    const reason = (await this.isFirst()) ? null : await this.#refusal(address)
    return isMailSent && reason === 'invitation-needed' ? null : reason
  }

  /** The guest of this browser becomes the person, unless somebody else has become it before. */
  async admit(
    { address, name }: { address: string; name: string },
    guest: Guest | null,
  ): Promise<Admission> {
    const { db, clock, rng } = this.#options
    const isFirst = await this.isFirst()
    const reason = isFirst ? null : await this.#refusal(address)
    if (reason) return { kind: 'refused', reason }
    const isFree = guest !== null && !(await personById(db, guest.person))
    const given = renameSchema.safeParse({ name })
    return {
      kind: 'admitted',
      newcomer: {
        id: isFree ? guest.person : uuidv7(clock.now()),
        name: given.data?.name ?? guest?.name ?? friendlyName(rng),
        colour: guest?.colour ?? pick(COLOURS, rng),
        isOwner: isFirst,
        // Nobody else is here whose letters they could read, and mail may not be set up yet.
        ...(isFirst && { emailVerified: true }),
      },
    }
  }

  async #refusal(address: string): Promise<SignUpRefusal | null> {
    const mode = await this.mode()
    if (mode === 'open') return null
    if (mode === 'closed') return 'sign-up-closed'
    return (await this.#options.isInvited(address.toLowerCase())) ? null : 'invitation-needed'
  }
}
