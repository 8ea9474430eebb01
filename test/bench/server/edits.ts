import * as Y from 'yjs'

/** Nothing at all, as an update. */
export const NOTHING = new Uint8Array([0, 0])

/** What a frame brought of one writer: clocks from `from` on, `to` not. */
export interface Advance {
  client: number
  from: number
  to: number
}

/**
 * One person's keystrokes at their own place, a letter each, made by a real Y.Doc. Each letter is one
 * clock, so clocks count edits, however a server merges them on the way.
 */
export class Typist {
  readonly client: number
  #doc = new Y.Doc()
  #last: Uint8Array = NOTHING

  constructor(client: number) {
    this.client = client
    this.#doc.clientID = client
    this.#doc.on('update', (update: Uint8Array) => {
      this.#last = update
    })
  }

  /** The clock of the next letter. */
  get clock(): number {
    return Y.getState(this.#doc.store, this.client)
  }

  type(): Uint8Array {
    const text = this.#doc.getText('body')
    text.insert(text.length, 'e')
    return this.#last
  }
}

/** Every socket of a room gets the same bytes: they are read once. */
const read = new Map<string, Advance[]>()
const READ_AT_MOST = 4_096

export function advancesOf(update: Uint8Array): Advance[] {
  const key = Buffer.from(update.buffer, update.byteOffset, update.length).toString('latin1')
  const known = read.get(key)
  if (known) return known
  const { from, to } = Y.parseUpdateMeta(update)
  const advances = [...to].map(([client, end]) => ({
    client,
    from: from.get(client) ?? 0,
    to: end,
  }))
  if (read.size >= READ_AT_MOST) read.clear()
  read.set(key, advances)
  return advances
}
