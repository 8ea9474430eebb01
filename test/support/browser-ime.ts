import type { Person } from './browser-person.ts'

/** An input method at work: the page sees a real composition, from its start to its commit. */
export class Composition {
  readonly #person: Person

  constructor(person: Person) {
    this.#person = person
  }

  /** What has been composed so far; the first call starts the composition. */
  async shows(text: string): Promise<void> {
    const cdp = await this.#person.cdp()
    await cdp.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    })
  }

  /** The person takes the words they were offered. */
  async commits(text: string): Promise<void> {
    const cdp = await this.#person.cdp()
    await cdp.send('Input.insertText', { text })
  }

  /** Gives up: nothing of it stays. */
  async cancels(): Promise<void> {
    await this.shows('')
  }
}
