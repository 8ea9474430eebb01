import { chromium } from 'playwright-core'
import { inject } from 'vitest'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { must } from '../../shared/kit/assert.ts'
import { mustBeBuilt, openBrowser } from './browser.ts'
import { blocksOfYjs, type SeenBlock } from './browser-blocks.ts'
import { findChromium } from './browser-chromium.ts'
import { outlineOf } from './browser-outline.ts'
import { brief, PATIENCE_MS, Person } from './browser-person.ts'
import { Guest, until } from './cast.ts'
import {
  type RunningServer,
  removeFolder,
  type ServerOptions,
  startServer,
  temporaryFolder,
} from './server.ts'

type View = [who: string, view: string]

const isOne = (views: View[]) => views.every(([, view]) => view === views[0]?.[1])

export interface Visit {
  width?: number
  height?: number
  scheme?: 'light' | 'dark'
  /** A phone: fingers, and no mouse. */
  touch?: boolean
  /** With a service worker, which most plays can do without: each would fetch the app twice. */
  keepsTheApp?: boolean
  /** Another address than the server's own. */
  origin?: string
}

/** Where a server is, and what it keeps: for plays that leave it as it was. */
export type Place = Pick<RunningServer, 'http' | 'sync' | 'port' | 'data'>

/** A real server and everyone who comes to it in one play, or in one file of plays. */
export class Stage<Server extends Place = Place> {
  readonly server: Server
  readonly #ends: () => Promise<void>
  #everyone: Person[] = []
  #clients: { document: string; provider: WebsocketProvider }[] = []
  #readers = new Map<string, Promise<Y.Doc>>()
  #homes = new Map<Person, string>()
  #folders = new Set<string>()

  private constructor(server: Server, ends: () => Promise<void>) {
    this.server = server
    this.#ends = ends
  }

  /** At the run's one server: a start costs more than many a play. Nobody there knows anybody. */
  static async opens(): Promise<Stage> {
    mustBeBuilt()
    const shared = must(inject('sharedServer'), 'the server that global-browser.ts starts')
    return new Stage(shared, async () => {})
  }

  /** With a server of its own: to be stopped, or told how to be. */
  static async opensAlone(options: ServerOptions = {}): Promise<Stage<RunningServer>> {
    mustBeBuilt()
    const server = await startServer(options)
    return new Stage(server, () => server.stop())
  }

  /** Somebody with a browser of their own. */
  async enters(name: string, options: Visit = {}): Promise<Person> {
    const browser = await openBrowser()
    const context = await browser.newContext({
      viewport: { width: options.width ?? 1100, height: options.height ?? 800 },
      reducedMotion: 'reduce',
      colorScheme: options.scheme ?? 'light',
      hasTouch: options.touch ?? false,
      isMobile: options.touch ?? false,
      serviceWorkers: options.keepsTheApp ? 'allow' : 'block',
    })
    const person = await Person.arrives(name, context, options.origin ?? this.server.http)
    this.#everyone.push(person)
    return person
  }

  /** Somebody whose browser can be shut and started again: it has a folder of its own. */
  async livesHere(name: string, folder = temporaryFolder()): Promise<Person> {
    this.#folders.add(folder)
    const found = must(await findChromium(), 'a Chromium on this machine')
    const context = await chromium.launchPersistentContext(folder, {
      executablePath: found.path,
      env: found.environment,
    })
    const person = await Person.arrives(name, context, this.server.http)
    this.#homes.set(person, folder)
    this.#everyone.push(person)
    return person
  }

  /** Their browser is shut and started again. */
  async startsAgain(person: Person): Promise<Person> {
    const folder = must(this.#homes.get(person), `${person.name} lives here`)
    await person.context.close()
    return this.livesHere(person.name, folder)
  }

  /** A new document and these people in it. */
  async document(...people: Person[]): Promise<string> {
    const id = await (await Guest.arrives('prop', this.server)).makesDocument()
    await Promise.all(people.map((person) => person.opens(id)))
    return id
  }

  /** A stock Yjs client: what any developer would connect. */
  async client(document: string, doc = new Y.Doc()): Promise<Y.Doc> {
    const guest = await Guest.arrives('client', this.server)
    const provider = new WebsocketProvider(this.server.sync, document, doc, {
      WebSocketPolyfill: guest.WebSocket,
      disableBc: true,
    })
    this.#clients.push({ document, provider })
    await until(() => provider.synced, 'a stock client to be in sync')
    return doc
  }

  /** Waits until all of them and Yjs itself, in every client here, say the same. */
  async agrees(document: string, ...people: Person[]): Promise<SeenBlock[]> {
    const reader = this.#readers.get(document) ?? this.client(document)
    this.#readers.set(document, reader)
    const doc = await reader
    let views: View[] = []
    let screens: View[] = []
    const look = async () => {
      const yjs = blocksOfYjs(doc)
      views = [['yjs', JSON.stringify(yjs)]]
      screens = [['yjs', JSON.stringify(outlineOf(yjs))]]
      for (const { provider } of this.#clients.filter((client) => client.document === document)) {
        views.push(['a stock client', JSON.stringify(blocksOfYjs(provider.doc))])
      }
      await Promise.all(
        people.map(async (person) => {
          views.push([person.name, JSON.stringify(await person.blocks())])
          screens.push([`${person.name}'s screen`, JSON.stringify(await person.screen())])
        }),
      )
      return isOne(views) && isOne(screens)
    }
    const said = () =>
      `all to agree:\n${[...views, ...screens].map((view) => brief(view.join(' '))).join('\n')}`
    await until(look, said, PATIENCE_MS)
    return blocksOfYjs(doc)
  }

  complaints(): string[] {
    return this.#everyone.flatMap(({ complaints }) => complaints)
  }

  /** Everyone goes home; the server stays for the next play. */
  async clears(): Promise<void> {
    for (const { provider } of this.#clients) {
      provider.destroy()
      provider.doc.destroy()
    }
    this.#clients = []
    this.#readers.clear()
    const everyone = this.#everyone
    this.#everyone = []
    await Promise.all(everyone.map(({ context }) => context.close()))
    for (const folder of this.#folders) removeFolder(folder)
    this.#folders.clear()
  }

  async closes(): Promise<void> {
    await this.clears()
    await this.#ends()
  }
}
