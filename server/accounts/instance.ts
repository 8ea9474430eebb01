import type { Instance } from '../../shared/accounts/instance.ts'
import type { SignUpMode } from '../../shared/accounts/ways-in.ts'
import type { Database } from '../platform/database.ts'
import type { Mail } from '../platform/mail.ts'
import { colourNamed, everybody, personById } from './people-store.ts'
import type { Post } from './post.ts'
import type { SignUp } from './sign-up.ts'

/** What the owner of the instance sees and decides. [AC21] */
export class InstanceOf {
  #db: Database
  #signUp: SignUp
  #post: Post
  #mail: Mail

  constructor(parts: { db: Database; signUp: SignUp; post: Post; mail: Mail }) {
    this.#db = parts.db
    this.#signUp = parts.signUp
    this.#post = parts.post
    this.#mail = parts.mail
  }

  async isOwner(person: string): Promise<boolean> {
    return (await personById(this.#db, person))?.is_owner === 1
  }

  async state(): Promise<Instance> {
    const people = await everybody(this.#db)
    const { by, where } = this.#mail
    return {
      signUp: await this.#signUp.mode(),
      people: people.map(({ id, name, colour, address, is_verified, is_owner, created_at }) => ({
        ...{ person: id, name, colour: colourNamed(colour), email: address },
        ...{ isVerified: is_verified === 1, isOwner: is_owner === 1 },
        at: Date.parse(created_at),
      })),
      mail: { by, where, ...(await this.#post.state()) },
    }
  }

  letSignUp(mode: SignUpMode): Promise<void> {
    return this.#signUp.let(mode)
  }
}
