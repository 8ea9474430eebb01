import type { Editor } from '@tiptap/core'
import type * as Y from 'yjs'
import type { Binding } from '../binding/binding.ts'
import type { Caret } from './caret.ts'

export interface Place {
  /** In the window's coordinates. */
  readonly left: number
  readonly top: number
  readonly bottom: number
  /** Letters before it in its block: a caret that hangs on the letter behind it moves so too. */
  readonly offset: number
}

/** Too far from the window to be measured. */
export type FarPlace = 'above' | 'below'

/** What presence needs of the text on screen: where a caret is, and where mine is. */
export interface Surface {
  /** My own selection, as others can find it; null before I ever was in the text. */
  mine(): Caret | null
  /**
   * Of each where it is; null for what is not here. Asked at every key: only what stands near the
   * window is found on the page, for that ProseMirror walks through all of its blocks.
   */
  places(all: readonly Y.RelativePosition[]): (Place | FarPlace | null)[]
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
    places(all) {
      const near = rangeNear(view, innerHeight)
      return all.map((at) => {
        const pos = binding.absolutePosition(at)
        if (pos === null) return null
        if (near && pos < near.from) return 'above'
        if (near && pos > near.to) return 'below'
        // Not spread: it may be a DOMRect, whose sides are not its own properties.
        const { left, top, bottom } = view.coordsAtPos(pos)
        return { left, top, bottom, offset: editor.state.doc.resolve(pos).parentOffset }
      })
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
  const seen = rangeNear(view, 0)
  if (!seen) return []
  const start = Math.max(from, seen.from)
  const end = Math.min(to, seen.to)
  if (start >= end) return []
  const a = view.domAtPos(start, 1)
  const b = view.domAtPos(end, -1)
  const range = document.createRange()
  range.setStart(a.node, a.offset)
  range.setEnd(b.node, b.offset)
  return textsWithin(range).flatMap((part) => [...part.getClientRects()])
}

/** The blocks that come so near to the window, by bisection: children stand in order. */
function rangeNear(view: View, margin: number): { from: number; to: number } | null {
  const { children } = view.dom
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
  const first = children[find((box) => box.bottom < -margin)]
  const last = children[find((box) => box.top < innerHeight + margin) - 1]
  if (!first || !last) return null
  return { from: view.posAtDOM(first, 0), to: view.posAtDOM(last, last.childNodes.length) }
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
