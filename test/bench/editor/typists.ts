import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { bodyOf } from '../../../shared/document/body.ts'
import { appendBlock } from '../../support/browser-yjs.ts'
import { until } from '../../support/cast.ts'

const SYNC_MS = 60_000
/** A letter that no text of the bench has: a page that shows as many of it shows every key. */
export const TYPED = 'ø'

/** Where remote people write: our server and our form of a text, or a relay and y-tiptap's. */
export interface Ground {
  readonly server: string
  readonly room: string
  readonly form: 'flat' | 'tree'
  readonly WebSocket: typeof globalThis.WebSocket
}

/** People who write in the same document from elsewhere, each in a block of their own. */
export class Typists {
  readonly #people: Typist[]
  /** All keys so far. */
  typed = 0

  constructor(people: Typist[]) {
    this.#people = people
  }

  static async join(ground: Ground, blocks: number, count: number): Promise<Typists> {
    const people = Array.from({ length: count }, (_, at) => {
      // The first one writes where the reader looks.
      return new Typist(ground, at === 0 ? 1 : Math.floor((blocks * (at + 0.5)) / count))
    })
    for (const person of people) await person.sits()
    return new Typists(people)
  }

  /** The last `count` begin to type, so many keys a second each; the result stops them and counts. */
  start(perSecond: number, count = this.#people.length): () => Promise<number> {
    const people = this.#people.slice(-count)
    const begun = performance.now()
    let isOver = false
    let keys = 0
    const typing = (async () => {
      while (!isOver) {
        const wait = begun + (keys * 1_000) / (perSecond * people.length) - performance.now()
        if (wait > 0) await new Promise((wake) => setTimeout(wake, wait))
        people[keys % people.length]?.key()
        keys += 1
      }
      this.typed += keys
      return keys
    })()
    return () => {
      isOver = true
      return typing
    }
  }

  leave(): void {
    for (const person of this.#people) person.leave()
  }
}

class Typist {
  readonly #ground: Ground
  readonly #block: number
  readonly #doc = new Y.Doc()
  readonly #provider: WebsocketProvider
  #place: (() => { text: Y.Text; index: number }) | null = null

  constructor(ground: Ground, block: number) {
    this.#ground = ground
    this.#block = block
    this.#provider = connected(ground, this.#doc)
  }

  async sits(): Promise<void> {
    await until(() => this.#provider.synced, 'a typist to have the text', SYNC_MS)
    this.#place = this.#ground.form === 'flat' ? this.#inFlat() : this.#inTree()
  }

  key(): void {
    const place = this.#place?.()
    if (!place) return
    place.text.insert(place.index, TYPED)
    if (this.#ground.form !== 'flat') return
    // In ours people see each other's carets; in the peer's page nobody draws them.
    const head = Y.createRelativePositionFromTypeIndex(place.text, place.index + 1)
    const at = Y.relativePositionToJSON(head)
    this.#provider.awareness.setLocalState({ caret: { anchor: at, head: at }, active: true })
  }

  leave(): void {
    this.#provider.destroy()
    // Its awareness keeps a timer that only the document's end stops.
    this.#doc.destroy()
  }

  /** Behind the tenth letter of the block. */
  #inFlat() {
    const text = bodyOf(this.#doc)
    let block = -1
    let index = 0
    for (let item = text._start; item && block < this.#block; item = item.right) {
      if (item.content instanceof Y.ContentType && !item.deleted) block += 1
      if (!item.deleted && item.countable) index += item.length
    }
    const at = Y.createRelativePositionFromTypeIndex(text, index + 10)
    return () => {
      const found = Y.createAbsolutePositionFromRelativePosition(at, this.#doc)
      return { text, index: found?.index ?? 0 }
    }
  }

  #inTree() {
    const element = this.#doc.getXmlFragment('default').get(this.#block) as Y.XmlElement
    const text = element.get(0) as Y.XmlText
    return () => ({ text, index: 10 })
  }
}

/** Puts the text there before anybody comes; waits until the other side has all of it. */
export async function lays(ground: Ground, lines: readonly string[]): Promise<void> {
  const [doc, witness] = [new Y.Doc(), new Y.Doc()]
  doc.transact(() => {
    if (ground.form === 'flat') for (const line of lines) appendBlock(doc, {}, line)
    else doc.getXmlFragment('default').insert(0, lines.map(paragraph))
  })
  const providers = [connected(ground, doc)]
  const whole = Y.encodeStateVector(doc).toString()
  await until(() => providers[0]?.synced === true, 'the text to be sent', SYNC_MS)
  providers.push(connected(ground, witness))
  const isThere = () => Y.encodeStateVector(witness).toString() === whole
  await until(isThere, 'the text to be there', SYNC_MS)
  for (const provider of providers) provider.destroy()
  for (const each of [doc, witness]) each.destroy()
}

function paragraph(line: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph')
  element.insert(0, [new Y.XmlText(line)])
  return element
}

function connected({ server, room, WebSocket }: Ground, doc: Y.Doc): WebsocketProvider {
  return new WebsocketProvider(server, room, doc, { WebSocketPolyfill: WebSocket, disableBc: true })
}
