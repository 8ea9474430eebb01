import type { Page } from 'playwright-core'
import type { SeenBlock } from './browser-blocks.ts'

/** What stands on the screen, read from the page's elements and not from the editor's mind. */
export function seenOn(page: Page, selector: string): Promise<SeenBlock[]> {
  return page.evaluate((where) => {
    const MARKS: Record<string, string> = {
      STRONG: 'bold',
      EM: 'italic',
      U: 'underline',
      S: 'strike',
      CODE: 'code',
      MARK: 'highlight',
    }
    const LEVELS: Record<string, number> = { H1: 1, H2: 2, H3: 3 }
    const isDecor = (element: Element) =>
      element.matches(
        '.ProseMirror-trailingBreak, .ProseMirror-separator, .ProseMirror-widget, .ProseMirror-gapcursor, [data-tick], small',
      )
    const runsIn = (node: Node, marks: Record<string, unknown>): SeenBlock['runs'] => {
      if (node instanceof Text) return node.data === '' ? [] : [{ text: node.data, marks }]
      if (!(node instanceof HTMLElement) || isDecor(node)) return []
      if (node.tagName === 'BR') return [{ leaf: { t: 'break' }, marks }]
      const name = node.dataset.leaf
      if (name === 'mention') {
        return [{ leaf: { t: 'mention', label: (node.textContent ?? '').slice(1) }, marks }]
      }
      if (name !== undefined) return [{ leaf: { t: name }, marks }]
      const mark = MARKS[node.tagName]
      const inner = { ...marks }
      if (mark) inner[mark] = true
      if (node.tagName === 'A') inner.link = { href: node.getAttribute('href') }
      return [...node.childNodes].flatMap((child) => runsIn(child, inner))
    }
    const blocks = [...(document.querySelector(where)?.children ?? [])]
    return blocks
      .filter((element): element is HTMLElement => element instanceof HTMLElement)
      .filter((element) => !isDecor(element))
      .map((element) => {
        const { kind, list, indent, checked } = element.dataset
        const attributes: Record<string, unknown> = {}
        if (kind !== 'paragraph') attributes.kind = kind
        const level = LEVELS[element.tagName]
        if (level !== undefined) attributes.level = level
        if (list !== undefined) attributes.list = list
        if (indent !== undefined) attributes.indent = Number(indent)
        if (checked !== undefined) attributes.checked = checked === 'true'
        return { attributes, runs: runsIn(element, {}) }
      })
  }, selector)
}

export type Side = 'before' | 'after'

export interface Spot {
  x: number
  y: number
}

/** Where to click for the caret to stand before or after these words (their nth place). */
export function spotOn(
  page: Page,
  selector: string,
  side: Side,
  words: string,
  nth: number,
): Promise<Spot | null> {
  return page.evaluate(
    ([where, edge, text, place]) => {
      const page = document.querySelector(where)
      if (!page) return null
      const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT)
      const letters: { node: Node; offset: number }[] = []
      let all = ''
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        for (let offset = 0; offset < (node.nodeValue ?? '').length; offset += 1) {
          letters.push({ node, offset })
        }
        all += node.nodeValue
      }
      let found = all.indexOf(text)
      for (let left = place; left > 0 && found >= 0; left -= 1) found = all.indexOf(text, found + 1)
      const letter = letters[edge === 'before' ? found : found + text.length - 1]
      if (found < 0 || !letter) return null
      letter.node.parentElement?.scrollIntoView({ block: 'nearest' })
      const range = document.createRange()
      range.setStart(letter.node, letter.offset)
      range.setEnd(letter.node, letter.offset + 1)
      const box = range.getBoundingClientRect()
      // A third into the letter: the browser puts the caret on the nearer side of it.
      const third = box.width / 3
      return {
        x: edge === 'before' ? box.left + third : box.right - third,
        y: (box.top + box.bottom) / 2,
      }
    },
    [selector, side, words, nth] as const,
  )
}
