import type { Editor } from '@tiptap/core'
import type * as Y from 'yjs'
import type { Binding } from '../binding/binding.ts'
import type { Caret } from './caret.ts'

export interface Place {
  /** In the window's coordinates. */
  left: number
  top: number
  bottom: number
  /** Letters before it in its block: a caret that hangs on the letter behind it moves so too. */
  offset: number
}

/** What presence needs of the text on screen: where a caret is, and where mine is. */
export interface Surface {
  /** My own selection, as others can find it; null before I ever was in the text. */
  mine(): Caret | null
  place(at: Y.RelativePosition): Place | null
  /** The lines between two places, as far as they can be seen. */
  lines(caret: Caret): DOMRect[]
  scrollTo(at: Y.RelativePosition): void
  /** How much of the window's top is covered. */
  head(): number
}

export function surfaceOf(editor: Editor, binding: Binding, head: () => number): Surface {
  const { view } = editor
  return {
    head,
    mine() {
      const { anchor, head } = editor.state.selection
      // A caret stays before the letter behind it; the end of a selection after its last letter.
      const [first, last] = anchor <= head ? [anchor, head] : [head, anchor]
      const start = binding.relativePosition(first, 0)
      const end = binding.relativePosition(last, first === last ? 0 : -1)
      return anchor <= head ? { anchor: start, head: end } : { anchor: end, head: start }
    },
    place(at) {
      const pos = binding.absolutePosition(at)
      if (pos === null) return null
      // Not spread: it may be a DOMRect, whose sides are not its own properties.
      const { left, top, bottom } = view.coordsAtPos(pos)
      return { left, top, bottom, offset: editor.state.doc.resolve(pos).parentOffset }
    },
    lines({ anchor, head }) {
      const ends = [binding.absolutePosition(anchor), binding.absolutePosition(head)]
      const [one, other] = ends
      if (typeof one !== 'number' || typeof other !== 'number' || one === other) return []
      return linesBetween(view, Math.min(one, other), Math.max(one, other))
    },
    scrollTo(at) {
      const pos = binding.absolutePosition(at)
      if (pos === null) return
      const { top } = view.coordsAtPos(pos)
      scrollBy({ top: top - innerHeight / 2 })
    },
  }
}

type View = Editor['view']

/** Rectangles of the letters only: a Range over blocks would also give the blocks' whole boxes. */
function linesBetween(view: View, from: number, to: number): DOMRect[] {
  const seen = seenBlocks(view.dom)
  if (!seen) return []
  const start = Math.max(from, view.posAtDOM(seen.first, 0))
  const end = Math.min(to, view.posAtDOM(seen.last, seen.last.childNodes.length))
  if (start >= end) return []
  const a = view.domAtPos(start, 1)
  const b = view.domAtPos(end, -1)
  const range = document.createRange()
  range.setStart(a.node, a.offset)
  range.setEnd(b.node, b.offset)
  return textsWithin(range).flatMap((part) => [...part.getClientRects()])
}

/** The first and last child that reach into the window, by bisection: children stand in order. */
function seenBlocks(dom: HTMLElement): { first: Element; last: Element } | null {
  const { children } = dom
  const find = (passed: (box: DOMRect) => boolean) => {
    let low = 0
    let high = children.length
    while (low < high) {
      const middle = (low + high) >> 1
      const child = children[middle]
      if (child && passed(child.getBoundingClientRect())) low = middle + 1
      else high = middle
    }
    return low
  }
  const first = children[find((box) => box.bottom < 0)]
  const last = children[find((box) => box.top < innerHeight) - 1]
  return first && last ? { first, last } : null
}

/** Walks from the range's start to its end only: the document around it may be long. */
function textsWithin(range: Range): Range[] {
  const walker = document.createTreeWalker(range.commonAncestorContainer, NodeFilter.SHOW_TEXT)
  const parts: Range[] = []
  let node: Node | null = firstNode(range)
  walker.currentNode = node
  if (node.nodeType !== Node.TEXT_NODE) node = walker.nextNode()
  for (; node && range.comparePoint(node, 0) <= 0; node = walker.nextNode()) {
    if (!range.intersectsNode(node)) continue
    const part = document.createRange()
    part.selectNodeContents(node)
    if (node === range.startContainer) part.setStart(node, range.startOffset)
    if (node === range.endContainer) part.setEnd(node, range.endOffset)
    parts.push(part)
  }
  return parts
}

function firstNode({ startContainer, startOffset }: Range): Node {
  return startContainer.childNodes[startOffset] ?? startContainer
}
