import { must } from '../../shared/kit/assert.ts'
import { PATIENCE_MS, type Person } from './browser-person.ts'
import { until } from './cast.ts'

/** What a thread's card shows: the words of its comments, and what is marked on it. */
export interface SeenThread {
  id: string
  comments: string[]
  waiting: number
  refused: boolean
}

/** Somebody's way with threads, as their page offers it. */
export class Talking {
  readonly person: Person

  constructor(person: Person) {
    this.person = person
  }

  /** A document of this person's own. */
  async begins(...lines: string[]): Promise<string> {
    const { page } = this.person
    await this.person.visits('/')
    await page.locator('h1').waitFor()
    const id = await page.evaluate(async () => {
      const headers = { 'content-type': 'application/json' }
      const reply = await fetch('/api/documents', { method: 'POST', headers, body: '{}' })
      return String((await reply.json()).id)
    })
    await this.person.opens(id)
    await this.person.clicksPage()
    for (const [at, line] of lines.entries()) {
      if (at > 0) await this.person.presses('Enter')
      await this.person.types(line)
    }
    await this.person.isTold('saved')
    return id
  }

  /** Selects the words and presses the button beside them. */
  async commentsOn(words: string, said: string): Promise<void> {
    await this.person.selects(words)
    await this.person.page.locator('[data-comment-here]').click()
    await this.writes(said)
  }

  /** Into the field that is open, and sends it. */
  async writes(said: string): Promise<void> {
    await this.field().waitFor()
    await this.person.types(said)
    await this.person.presses('Control+Enter')
    await this.field().waitFor({ state: 'detached' })
  }

  async opensThread(words: string): Promise<void> {
    await this.card(words).click()
    await this.card(words).and(this.person.page.locator('[data-open="true"]')).waitFor()
  }

  async replies(to: string, said: string): Promise<void> {
    await this.opensThread(to)
    await this.card(to).locator('[data-act="reply"]').click()
    await this.writes(said)
  }

  async resolves(words: string, reason = ''): Promise<void> {
    await this.opensThread(words)
    await this.card(words).locator('[data-act="resolve"]').click()
    await this.person.page.getByLabel('Why (optional)').fill(reason)
    await this.person.presses('Enter')
  }

  async opensPanel(): Promise<void> {
    await this.person.pushes(/^Comments/)
    await this.panel().waitFor()
  }

  async closesPanel(): Promise<void> {
    await this.person.pushes('Close comments')
    await this.panel().waitFor({ state: 'detached' })
  }

  panel() {
    return this.person.page.getByRole('dialog', { name: 'Comments' })
  }

  /** The field in which a comment is written. */
  field() {
    return this.person.page.locator('[data-card] [contenteditable="true"]')
  }

  /** Waits until the open field holds just these words. */
  async fieldHolds(words: string): Promise<void> {
    let held: string | null = null
    await until(
      async () => {
        held = await this.field().textContent()
        return held === words
      },
      () => `the field of ${this.person.name} to hold ${words}; it holds ${held}`,
      PATIENCE_MS,
    )
  }

  card(words: string) {
    return this.person.page.locator('[data-card]', { hasText: words }).first()
  }

  /** The words that are marked in the text, in its order; of several on one word each. */
  async marked(): Promise<string[]> {
    return this.person.page.evaluate(() => {
      const words = new Map<string, string>()
      for (const span of document.querySelectorAll<HTMLElement>('.ProseMirror .thread')) {
        const id = span.dataset.thread ?? ''
        words.set(id, `${words.get(id) ?? ''}${span.textContent}`)
      }
      return [...words.values()]
    })
  }

  async shown(): Promise<SeenThread[]> {
    return this.person.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('[data-card]')].map((card) => ({
        id: card.dataset.card ?? '',
        comments: [...card.querySelectorAll('[data-words]')].map(
          (words) => words.textContent ?? '',
        ),
        waiting: card.querySelectorAll('[title="Waiting to be sent"]').length,
        refused: card.dataset.refused !== undefined,
      })),
    )
  }

  /** Waits until these words, and no others, are marked. */
  async seesMarked(...words: string[]): Promise<void> {
    let seen: string[] = []
    await until(
      async () => {
        seen = await this.marked()
        return JSON.stringify(seen) === JSON.stringify(words)
      },
      () =>
        `${this.person.name} to see marked ${JSON.stringify(words)}; it is ${JSON.stringify(seen)}`,
      PATIENCE_MS,
    )
  }

  /** Waits until the cards show exactly these first (or all, if open) comments. */
  async seesCards(...cards: string[][]): Promise<void> {
    let seen: string[][] = []
    await until(
      async () => {
        seen = (await this.shown()).map(({ comments }) => comments)
        return JSON.stringify(seen) === JSON.stringify(cards)
      },
      () => `${this.person.name} to see ${JSON.stringify(cards)}; it is ${JSON.stringify(seen)}`,
      PATIENCE_MS,
    )
  }

  /** Whom the keyboard speaks to: a card's id, `text`, a control's name, or `nothing`. */
  async focus(): Promise<string> {
    return this.person.page.evaluate(() => {
      const active = document.activeElement
      if (!active || active === document.body) return 'nothing'
      if (active instanceof HTMLElement && active.dataset.card) return 'card'
      if (active.closest('[data-card] [contenteditable]')) return 'field'
      if (active.closest('.ProseMirror')) return 'text'
      return active.getAttribute('aria-label') ?? active.textContent ?? active.tagName
    })
  }

  async focusIs(wanted: string): Promise<void> {
    let now = ''
    await until(
      async () => {
        now = await this.focus()
        return now === wanted
      },
      () => `${this.person.name}'s focus to be on the ${wanted}; it is on ${now}`,
    )
    if (wanted !== 'text') return
    // 20 ms after it has the focus ProseMirror puts the caret where it was; nobody presses so soon.
    await this.person.page.evaluate(() => new Promise((rest) => setTimeout(rest, 25)))
  }

  /** [MG2] Where each card stands: its top and its bottom, top to bottom. */
  async boxes(): Promise<{ id: string; top: number; bottom: number }[]> {
    const boxes = await this.person.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('aside [data-card]')].map((card) => {
        const { top, bottom } = card.getBoundingClientRect()
        return { id: card.dataset.card ?? '', top, bottom }
      }),
    )
    return boxes.sort((a, b) => a.top - b.top)
  }

  /** How far below the first line of its words the card of these words begins (px). */
  async distance(words: string): Promise<number> {
    const id = must(await this.card(words).getAttribute('data-card'), 'a card')
    return this.person.page.evaluate((id) => {
      const top = (selector: string) =>
        document.querySelector(selector)?.getClientRects()[0]?.top ?? Number.NaN
      return top(`[data-card="${id}"]`) - top(`.ProseMirror [data-thread="${id}"]`)
    }, id)
  }
}
