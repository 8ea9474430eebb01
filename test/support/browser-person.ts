import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { must } from '../../shared/kit/assert.ts'
import { blocksOfEditor, type EditorNode, type SeenBlock } from './browser-blocks.ts'
import { outlineOf } from './browser-outline.ts'
import { type Side, type Spot, seenOn, spotOn } from './browser-sight.ts'
import { DEADLINE_MS, until } from './cast.ts'

/** How long a real browser on a busy machine may take for one thing. */
export const PATIENCE_MS = DEADLINE_MS
export const PAGE = '.ProseMirror'

declare global {
  interface Element {
    /** Tiptap leaves its editor on the page it edits: what these plays look through. */
    editor?: { getJSON(): EditorNode; isEditable: boolean }
  }
  interface Window {
    sockets?: Set<WebSocket>
  }
}

/** What is said of a document in an error; a large one would bury the sentence. */
export const brief = (text: string) => (text.length > 3_000 ? `${text.slice(0, 3_000)}…` : text)

/** Somebody at a browser of their own, or at a second tab of it. */
export class Person {
  readonly name: string
  readonly context: BrowserContext
  readonly page: Page
  readonly origin: string
  /** What the page complained about; a play looks that it stayed empty. */
  readonly complaints: string[] = []
  #cdp: Promise<CDPSession> | null = null

  constructor(name: string, context: BrowserContext, page: Page, origin: string) {
    this.name = name
    this.context = context
    this.page = page
    this.origin = origin
    page.setDefaultTimeout(PATIENCE_MS)
    page.on('pageerror', (error) => this.complaints.push(`${name}: ${error.stack ?? error}`))
    page.on('console', (line) => {
      // A connection that somebody cut on purpose is told as an error too, and so is plain http.
      const isExpected = /net::ERR|WebSocket|Failed to load|Opener-Policy header has been ignored/
      if (line.type() === 'error' && !isExpected.test(line.text())) {
        this.complaints.push(`${name}: ${line.text()}`)
      }
    })
  }

  static async arrives(name: string, context: BrowserContext, origin: string): Promise<Person> {
    const person = new Person(name, context, await context.newPage(), origin)
    await person.page.addInitScript(() => {
      // Known, so that a play can break them; the page itself never looks here.
      const sockets = new Set<WebSocket>()
      window.sockets = sockets
      window.WebSocket = class extends WebSocket {
        constructor(address: string | URL, protocols?: string | string[]) {
          super(address, protocols)
          sockets.add(this)
          this.addEventListener('close', () => sockets.delete(this))
        }
      }
    })
    return person
  }

  /** A second tab of the same browser. */
  async opensTab(name: string): Promise<Person> {
    return Person.arrives(name, this.context, this.origin)
  }

  async visits(path: string): Promise<void> {
    await this.page.goto(`${this.origin}${path}`)
  }

  /** Opens a document and waits until it can be written in. */
  async opens(document: string): Promise<void> {
    await this.visits(`/d/${document}`)
    await this.mayWrite()
  }

  /** Waits until this browser keeps all the app consists of. */
  async keepsTheApp(): Promise<void> {
    await this.page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')
  }

  async mayWrite(): Promise<void> {
    await this.page
      .waitForSelector(`${PAGE}[contenteditable="true"]:not([aria-readonly])`)
      .catch(async (error) => {
        const said = [`state ${await this.state()}`, ...this.complaints].join('\n')
        throw new Error(`${this.name} may not write: ${said}`, { cause: error })
      })
  }

  async types(text: string): Promise<void> {
    await this.page.keyboard.type(text)
  }

  async presses(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key)
  }

  /** A click into the page, wherever; the caret ends up behind all that is there. */
  async clicksPage(): Promise<void> {
    await this.page.click(PAGE)
    await this.page.keyboard.press('Control+End')
  }

  /** A click into the text: the caret stands before or after these words (their nth place). */
  async clicks(where: Side, words: string, nth = 0): Promise<void> {
    const spot = await this.#spotOf(where, words, nth)
    await this.page.mouse.click(spot.x, spot.y)
  }

  async selects(words: string, nth = 0): Promise<void> {
    await until(
      async () => {
        await this.clicks('before', words, nth)
        const end = await this.#spotOf('after', words, nth)
        await this.page.keyboard.down('Shift')
        await this.page.mouse.click(end.x, end.y)
        await this.page.keyboard.up('Shift')
        // The page makes room for a card now and then: the words have moved under the mouse.
        return (await this.selected()) === words
      },
      () => `${this.name} selects ${words}`,
      PATIENCE_MS,
    )
  }

  async selected(): Promise<string> {
    return this.page.evaluate(() => String(getSelection()))
  }

  /** Presses a control by the name that a screen reader says. */
  async pushes(name: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name }).first().click()
  }

  /** The command that these words find first in the list of all commands. */
  async runs(words: string): Promise<void> {
    const find = this.page.getByRole('combobox', { name: 'Commands' })
    await this.presses('Control+k')
    await find.waitFor()
    await this.types(words)
    await this.presses('Enter')
    await find.waitFor({ state: 'hidden' })
  }

  /** A control of the toolbar, wherever it shows: as a button, or in a menu that opens first. */
  async chooses(name: RegExp): Promise<void> {
    const toolbar = this.page.getByRole('toolbar').first()
    await toolbar.getByRole('button', { name }).first().click()
  }

  /** A paste as the page sees it. The clipboard itself is one for all browsers of a run. */
  async pastes(content: { html?: string; text?: string }): Promise<void> {
    await this.page.evaluate(
      async ([selector, html, text]) => {
        // No key comes before this event: the editor hears of a moved caret with the next frame.
        await new Promise(requestAnimationFrame)
        await new Promise(requestAnimationFrame)
        const clipboardData = new DataTransfer()
        if (html !== undefined) clipboardData.setData('text/html', html)
        if (text !== undefined) clipboardData.setData('text/plain', text)
        const paste = new ClipboardEvent('paste', {
          clipboardData,
          bubbles: true,
          cancelable: true,
        })
        document.querySelector(selector)?.dispatchEvent(paste)
      },
      [PAGE, content.html, content.text] as const,
    )
  }

  /** What a copy would put on the clipboard. */
  async copies(): Promise<{ html: string; text: string }> {
    return this.page.evaluate((selector) => {
      const clipboardData = new DataTransfer()
      const copy = new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true })
      document.querySelector(selector)?.dispatchEvent(copy)
      return {
        html: clipboardData.getData('text/html'),
        text: clipboardData.getData('text/plain'),
      }
    }, PAGE)
  }

  /** The network goes silent, then its sockets break: what a closed laptop lid does. */
  async cutsOff(): Promise<void> {
    await this.context.setOffline(true)
    await this.page.evaluate(() => {
      for (const socket of window.sockets ?? []) socket.close()
    })
  }

  async returns(): Promise<void> {
    await this.context.setOffline(false)
  }

  /** The tab is gone at once: no event of the page runs. */
  async crashes(): Promise<void> {
    const gone = new Promise<void>((done) => this.page.once('crash', () => done()))
    const cdp = await this.cdp()
    void cdp.send('Page.crash').catch(() => undefined)
    await gone
    await this.page.close().catch(() => undefined)
  }

  cdp(): Promise<CDPSession> {
    this.#cdp ??= this.context.newCDPSession(this.page)
    return this.#cdp
  }

  async blocks(): Promise<SeenBlock[]> {
    return must(await this.#blocksIfAny(), `${this.name} sees an editor`)
  }

  async #blocksIfAny(): Promise<SeenBlock[] | null> {
    const json = await this.page.evaluate(
      (selector) => document.querySelector(selector)?.editor?.getJSON() ?? null,
      PAGE,
    )
    return json && blocksOfEditor(json)
  }

  /** The document in the notation of browser-outline.ts. */
  async outline(): Promise<string[]> {
    return outlineOf(await this.blocks())
  }

  /** The same, of what stands on the screen. */
  async screen(): Promise<string[]> {
    return outlineOf(await seenOn(this.page, PAGE))
  }

  /** Waits until the editor holds exactly these lines and the screen shows the same. */
  async sees(...lines: string[]): Promise<void> {
    let held: string[] = []
    let shown: string[] = []
    const wanted = JSON.stringify(lines)
    await until(
      async () => {
        // A page that is just being loaded has no editor yet.
        held = outlineOf((await this.#blocksIfAny().catch(whileAway)) ?? [])
        shown = (await this.screen().catch(whileAway)) ?? []
        return JSON.stringify(held) === wanted && JSON.stringify(shown) === wanted
      },
      () =>
        `${this.name} to see\n${brief(wanted)}; the editor holds\n${brief(JSON.stringify(held))}, ` +
        `the screen shows\n${brief(JSON.stringify(shown))}`,
      PATIENCE_MS,
    )
  }

  /** The word about saving that stands on the screen. */
  async state(): Promise<string | null> {
    const word = this.page.evaluate(() => {
      return document.querySelector('[data-sync]')?.getAttribute('data-sync') ?? null
    })
    return word.catch(whileAway)
  }

  async isTold(state: string, deadline = PATIENCE_MS): Promise<void> {
    let now: string | null = null
    await until(
      async () => {
        now = await this.state()
        return now === state
      },
      () => `${this.name} to be told ${state}; the page says ${now}`,
      deadline,
    )
  }

  /** Where these words stand, once they are there and the page has come to rest around them. */
  async #spotOf(side: Side, words: string, nth: number): Promise<Spot> {
    let spot = null as Spot | null
    await until(
      async () => {
        const before = await spotOn(this.page, PAGE, side, words, nth)
        await this.page.evaluate(() => new Promise(requestAnimationFrame))
        spot = await spotOn(this.page, PAGE, side, words, nth)
        return spot !== null && before?.x === spot.x && before.y === spot.y
      },
      () => `${this.name} to find ${JSON.stringify(words)} on the page`,
      PATIENCE_MS,
    )
    return must(spot, `${this.name} finds ${JSON.stringify(words)} on the page`)
  }
}

/** A page that is being left or loaded anew has nothing to look at; any other error is one. */
function whileAway(error: unknown): null {
  if (/Execution context was destroyed|because of a navigation/.test(String(error))) return null
  throw error
}
