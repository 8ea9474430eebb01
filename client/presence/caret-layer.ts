import { effect, type ReadonlySignal, signal } from '@preact/signals'
import type { Clock } from '../../shared/kit/clock.ts'
import styles from './CaretLayer.module.css'
import type { RemoteCaret } from './presence.ts'
import type { Place, Surface } from './surface.ts'

/** How long a name stays beside a caret that moved. */
const NAME_MS = 2_000

/** Someone whose caret is outside the window. */
export interface FarCaret {
  caret: RemoteCaret
  side: 'above' | 'below'
}

export interface CaretLayerOptions {
  /** Lies over the text, as large as it, and scrolls with it. */
  element: HTMLElement
  surface: Surface
  carets: ReadonlySignal<readonly RemoteCaret[]>
  clock: Clock
}

/**
 * Draws other people's carets and selections over the page, never in the document's own DOM:
 * there a caret beside a composing word would break the composition. Drawn once a frame at most,
 * and only while somebody else has a caret.
 */
export class CaretLayer {
  readonly far: ReadonlySignal<readonly FarCaret[]>
  readonly #far = signal<readonly FarCaret[]>([])
  readonly #options: CaretLayerOptions
  readonly #drawn = new Map<number, Drawn>()
  readonly #undo: (() => void)[]
  #frame = 0
  #fade: () => void = () => {}

  constructor(options: CaretLayerOptions) {
    this.far = this.#far
    this.#options = options
    const redraw = () => this.redraw()
    const sizes = new ResizeObserver(redraw)
    sizes.observe(options.element)
    addEventListener('scroll', redraw, { passive: true })
    addEventListener('resize', redraw)
    this.#undo = [
      effect(() => {
        if (options.carets.value) this.redraw()
      }),
      () => sizes.disconnect(),
      () => removeEventListener('scroll', redraw),
      () => removeEventListener('resize', redraw),
    ]
  }

  redraw(): void {
    if (this.#frame !== 0) return
    if (this.#options.carets.peek().length === 0 && this.#drawn.size === 0) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      this.#draw()
    })
  }

  close(): void {
    for (const undo of this.#undo.splice(0)) undo()
    cancelAnimationFrame(this.#frame)
    this.#fade()
    this.#options.element.replaceChildren()
  }

  #draw(): void {
    const { element, surface, carets, clock } = this.#options
    const origin = element.getBoundingClientRect()
    const now = clock.now()
    // Every measurement before the first change, else each caret costs a layout.
    const seen = carets.peek().flatMap((caret) => {
      const place = surface.place(caret.head)
      return place ? [{ caret, place, lines: surface.lines(caret) }] : []
    })
    const gone = new Set(this.#drawn.keys())
    for (const { caret, place, lines } of seen) {
      gone.delete(caret.client)
      this.#drawnFor(caret).update({ caret, place, lines, origin, now })
    }
    for (const client of gone) {
      this.#drawn.get(client)?.root.remove()
      this.#drawn.delete(client)
    }
    const head = surface.head()
    this.#setFar(seen.flatMap(({ caret, place }) => farCaret(caret, place, head)))
    this.#fade()
    if ([...this.#drawn.values()].some(({ isNamed }) => isNamed))
      this.#fade = clock.after(NAME_MS, () => this.redraw())
  }

  #drawnFor(caret: RemoteCaret): Drawn {
    const known = this.#drawn.get(caret.client)
    if (known) return known
    const drawn = new Drawn()
    this.#drawn.set(caret.client, drawn)
    this.#options.element.append(drawn.root)
    return drawn
  }

  #setFar(far: readonly FarCaret[]): void {
    const key = (some: readonly FarCaret[]) =>
      some.map(({ caret, side }) => `${caret.client} ${caret.name} ${caret.hue} ${side}`).join('\n')
    if (key(far) !== key(this.#far.peek())) this.#far.value = far
  }
}

interface Drawing {
  caret: RemoteCaret
  place: Place
  lines: readonly DOMRect[]
  origin: DOMRect
  now: number
}

/** One session's caret, its name and its selected lines. */
class Drawn {
  readonly root = made('div', styles.person)
  readonly #bar = made('div', styles.caret)
  readonly #name = made('div', styles.name)
  readonly #lines = made('div', styles.lines)
  isNamed = false
  #offset = -1
  #movedAt = 0

  constructor() {
    this.#bar.append(this.#name)
    this.root.append(this.#lines, this.#bar)
  }

  update({ caret, place, lines, origin, now }: Drawing): void {
    this.#movedAt = place.offset === this.#offset ? Math.max(this.#movedAt, caret.movedAt) : now
    this.#offset = place.offset
    this.isNamed = caret.active && now - this.#movedAt < NAME_MS
    this.root.dataset.hue = caret.hue
    this.root.dataset.caret = String(caret.client)
    this.root.dataset.active = String(caret.active)
    this.#bar.style.translate = `${place.left - origin.left}px ${place.top - origin.top}px`
    this.#bar.style.height = `${place.bottom - place.top}px`
    this.#bar.dataset.named = String(this.isNamed)
    // Near the far edge the name opens to the other side, else it would widen the page.
    this.#bar.dataset.side = place.left - origin.left > origin.width / 2 ? 'left' : 'right'
    if (this.#name.textContent !== caret.name) this.#name.textContent = caret.name
    this.#lines.replaceChildren(...lines.map((line) => rectangle(line, origin)))
  }
}

function rectangle(line: DOMRect, origin: DOMRect): HTMLElement {
  const element = made('div', styles.line)
  element.style.translate = `${line.left - origin.left}px ${line.top - origin.top}px`
  element.style.width = `${line.width}px`
  element.style.height = `${line.height}px`
  return element
}

function made(tag: string, name: string | undefined): HTMLElement {
  const element = document.createElement(tag)
  element.className = name ?? ''
  return element
}

function farCaret(caret: RemoteCaret, { top, bottom }: Place, head: number): FarCaret[] {
  if (bottom < head) return [{ caret, side: 'above' }]
  return top > innerHeight ? [{ caret, side: 'below' }] : []
}
