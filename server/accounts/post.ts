/**
 * Letters that wait to be sent: kept until the mail server has taken them, tried again and again
 * with growing pauses, and given up after two days. [AC13]
 */
import type { Clock } from '../../shared/kit/clock.ts'
import { uuidv7 } from '../../shared/kit/ids.ts'
import type { Database } from '../platform/database.ts'
import type { Mail } from '../platform/mail.ts'
import type { Letter } from './letters.ts'
import {
  deleteLetter,
  deleteLettersGivenUp,
  dueLetter,
  insertLetter,
  type LetterRow,
  lettersInTrouble,
  nextDue,
  putOff,
  waitingLetters,
} from './post-store.ts'

const FIRST_PAUSE_MS = 30_000
const LONGEST_PAUSE_MS = 6 * 60 * 60 * 1000
const GIVEN_UP_AFTER_MS = 2 * 24 * 60 * 60 * 1000
/** So long the owner of the instance sees what was given up. */
const SHOWN_MS = 30 * 24 * 60 * 60 * 1000

export interface PostOptions {
  db: Database
  clock: Clock
  mail: Mail
  report: (event: string, facts: Record<string, unknown>) => void
  failed: (error: unknown) => void
}

export class Post {
  #options: PostOptions
  #work: Promise<void> = Promise.resolve()
  #cancel: () => void = () => undefined
  #isClosed = false

  constructor(options: PostOptions) {
    this.#options = options
  }

  /** Sends what an earlier run of the server has left. */
  start(): void {
    this.#look()
  }

  /** Resolves when it is kept; it is sent afterwards. */
  async post({ to, subject, text }: Letter): Promise<void> {
    const { db, clock } = this.#options
    const at = clock.now()
    const row = { id: uuidv7(at), recipient: to, subject, text, attempts: 0, why: null }
    await insertLetter(db, { ...row, due_at: at, at })
    this.#look()
  }

  /** For the owner of the instance: how many wait, and what went wrong. */
  async state(): Promise<{ waiting: number; failed: { address: string; why: string }[] }> {
    const { db } = this.#options
    const rows = await lettersInTrouble(db)
    const failed = rows.map(({ recipient, why }) => ({ address: recipient, why: why ?? '' }))
    return { waiting: await waitingLetters(db), failed }
  }

  /** When all that is due was tried. */
  settled(): Promise<void> {
    return this.#work
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancel()
    await this.#work
    await this.#options.mail.close()
  }

  #look(): void {
    this.#cancel()
    this.#work = this.#work.then(() => this.#sendAll()).catch(this.#options.failed)
  }

  async #sendAll(): Promise<void> {
    const { db, clock } = this.#options
    await deleteLettersGivenUp(db, clock.now() - SHOWN_MS)
    while (!this.#isClosed) {
      const letter = await dueLetter(db, clock.now())
      if (!letter) break
      await this.#send(letter)
    }
    const next = this.#isClosed ? null : await nextDue(db)
    if (next === null) return
    this.#cancel()
    this.#cancel = clock.after(Math.max(0, next - clock.now()), () => this.#look())
  }

  async #send(letter: LetterRow): Promise<void> {
    const { db, clock, mail, report } = this.#options
    const { id, recipient: to, subject, text, at } = letter
    const outcome = await mail.send({ ...{ id, to, subject, text, at } })
    if (outcome.kind === 'sent') {
      await deleteLetter(db, id)
      if (outcome.file !== null) report('letter', { file: outcome.file })
      return
    }
    const attempts = letter.attempts + 1
    const due = clock.now() + pauseAfter(attempts)
    const isOver = outcome.isFinal || due > at + GIVEN_UP_AFTER_MS
    await putOff(db, { id, attempts, due_at: isOver ? null : due, why: outcome.why })
    report(isOver ? 'letter-given-up' : 'letter-put-off', { letter: id, attempts })
  }
}

function pauseAfter(attempts: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempts - 1))
}
