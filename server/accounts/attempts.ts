/** How often one may try. Counted before it is looked at, or many at once would be one. [AC12] */
import type { Clock } from '../../shared/kit/clock.ts'
import { Tally } from '../sharing/tally.ts'

const WITHIN_MS = 15 * 60 * 1000
const GUESSES = 5
/** From wherever they come: addresses are cheap. */
const GUESSES_OF_ALL = 100
/** Letters that one address gets, and that one network may ask for. */
const LETTERS = 5
const LETTERS_FROM = 60

type Turn = ReturnType<Tally['take']>

interface Attempt {
  /** The network address. */
  from: string
  /** Whose account: an address, or a person. */
  who: string | undefined
}

const GUESSING = new Set(['/sign-in/email', '/change-password', '/reset-password'])
const WRITING = new Set([
  ...['/sign-in/magic-link', '/request-password-reset', '/send-verification-email'],
  '/sign-up/email',
])

export class Attempts {
  #guesses: Tally
  #allGuesses: Tally
  #letters: Tally
  #lettersFrom: Tally

  constructor(clock: Clock) {
    this.#guesses = new Tally(GUESSES, WITHIN_MS, clock)
    this.#allGuesses = new Tally(GUESSES_OF_ALL, WITHIN_MS, clock)
    this.#letters = new Tally(LETTERS, WITHIN_MS, clock)
    this.#lettersFrom = new Tally(LETTERS_FROM, WITHIN_MS, clock)
  }

  take(path: string, { from, who = '' }: Attempt): Turn {
    const account = who.toLowerCase()
    if (GUESSING.has(path)) {
      const turn = this.#guesses.take(`${from} ${account}`)
      return turn === 'taken' ? this.#allGuesses.take(account) : turn
    }
    if (!WRITING.has(path)) return 'taken'
    const turn = this.#letters.take(account)
    return turn === 'taken' ? this.#lettersFrom.take(from) : turn
  }

  /** Who knows the password has not guessed. */
  succeeded(path: string, { from, who = '' }: Attempt): void {
    if (!GUESSING.has(path)) return
    const account = who.toLowerCase()
    this.#guesses.giveBack(`${from} ${account}`)
    this.#allGuesses.giveBack(account)
  }
}
