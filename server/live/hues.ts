import { COLOURS, type Colour } from '../../shared/kit/colours.ts'

/** Which colour each person has in one room: their own, unless somebody here has it already. */
export class Hues {
  #given = new Map<string, Colour>()

  /** Whoever is still here keeps their colour; who comes gets one that is free, while there are any. */
  give(here: readonly { person: string; colour: Colour }[]): ReadonlyMap<string, Colour> {
    const before = this.#given
    this.#given = new Map()
    for (const { person } of here) {
      const kept = before.get(person)
      if (kept) this.#given.set(person, kept)
    }
    for (const { person, colour } of here) {
      if (!this.#given.has(person)) this.#given.set(person, this.#free(colour))
    }
    return this.#given
  }

  /** Somebody would rather have this one; if another has it, they keep theirs. */
  prefer(person: string, colour: Colour): void {
    const isFree = ![...this.#given.values()].includes(colour)
    if (isFree && this.#given.has(person)) this.#given.set(person, colour)
  }

  #free(own: Colour): Colour {
    const taken = new Set(this.#given.values())
    if (!taken.has(own)) return own
    return COLOURS.find((colour) => !taken.has(colour)) ?? own
  }
}
