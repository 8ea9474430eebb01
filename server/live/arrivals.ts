/** Sockets that are being let in: what changes meanwhile, they have to ask again for. [LV21] */
export interface Arriving {
  readonly document: string
  readonly person: string
  isDoubtful: boolean
}

/** A handshake takes milliseconds; so many do not end in that time. */
const ENDINGS_AT_MOST = 1_000

export class Arrivals {
  #arriving = new Set<Arriving>()
  /** Whose way in has ended, and when: for those whose handshake is still under way. */
  #endings = new Map<string, number>()
  #moment = 0

  /** Counts the times at which somebody's way in ended. */
  get moment(): number {
    return this.#moment
  }

  /** `askedAt`: the {@link moment} at which it was asked who they are. */
  begin(document: string, person: string, askedAt = Number.POSITIVE_INFINITY): Arriving {
    const isDoubtful = (this.#endings.get(person) ?? 0) > askedAt
    const arriving = { document, person, isDoubtful }
    this.#arriving.add(arriving)
    return arriving
  }

  end(arriving: Arriving): void {
    this.#arriving.delete(arriving)
  }

  doubt(isMeant: (arriving: Arriving) => boolean): void {
    for (const arriving of this.#arriving) arriving.isDoubtful ||= isMeant(arriving)
  }

  /** By what this person came in counts no more. */
  ended(person: string): void {
    this.doubt((arriving) => arriving.person === person)
    this.#endings.delete(person)
    this.#endings.set(person, ++this.#moment)
    const [oldest] = this.#endings.keys()
    if (this.#endings.size > ENDINGS_AT_MOST && oldest !== undefined) this.#endings.delete(oldest)
  }
}
