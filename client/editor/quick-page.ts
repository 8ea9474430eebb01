import type { Node } from '@tiptap/pm/model'
import { Plugin } from '@tiptap/pm/state'
import { DecorationSet, type EditorView } from '@tiptap/pm/view'

/** More changed blocks than ten people can write in at once are drawn ProseMirror's way. */
const FEW = 16
/** Of ProseMirror's degrees the first two: nothing, or only something inside of children. */
const NOT_DIRTY = 0
const CHILD_DIRTY = 1

/** What ProseMirror's drawing of a block and of the page looks like inside. */
interface BlockDrawn {
  readonly node?: Node
  readonly dirty: number
  readonly outerDeco: readonly unknown[]
  readonly innerDeco: unknown
  update(node: Node, outer: readonly unknown[], inner: DecorationSet, view: EditorView): boolean
}

interface PageDrawn {
  node: Node
  readonly dirty: number
  readonly innerDeco: unknown
  readonly children: readonly BlockDrawn[]
  updateChildren(view: EditorView, pos: number): void
  matchesNode(node: Node, outer: readonly unknown[], inner: unknown): boolean
}

/**
 * Words written inside of a few blocks are drawn there and nowhere else. ProseMirror by itself finds
 * each block of the page its element anew at every key, and compares all of them before. Whenever
 * anything else has changed (blocks that come or go, decorations, a composition) it still does.
 */
export function quickPage(): Plugin {
  let quick: PageDrawn | null = null
  const see = (view: EditorView) => {
    const { docView } = view as unknown as { docView: PageDrawn }
    if (docView === quick) return
    quick = docView
    quicken(docView)
  }
  return new Plugin({
    view: (view) => {
      see(view)
      return { update: see }
    },
  })
}

function quicken(page: PageDrawn): void {
  const { updateChildren, matchesNode } = page
  if (Object.hasOwn(page, 'updateChildren')) return
  page.updateChildren = (view, pos) => {
    if (!drawsFew(page, view)) updateChildren.call(page, view, pos)
  }
  // Another document is drawn, even where it says the same: that is found sooner than compared.
  page.matchesNode = (node, outer, inner) =>
    node === page.node && matchesNode.call(page, node, outer, inner)
}

/** Called when the page has its new document and the blocks still show the old one. */
function drawsFew({ node: doc, dirty, innerDeco, children }: PageDrawn, view: EditorView): boolean {
  if (view.composing || dirty > CHILD_DIRTY || innerDeco !== DecorationSet.empty) return false
  if (children.length !== doc.childCount) return false
  const old = new Set<Node>()
  const changed: number[] = []
  const blocks = doc.children
  for (let at = 0; at < children.length; at += 1) {
    const { node, dirty, outerDeco, innerDeco } = children[at] as BlockDrawn
    const isPlain = outerDeco?.length === 0 && innerDeco === DecorationSet.empty
    if (!node || !isPlain) return false
    if (node === blocks[at] && dirty === NOT_DIRTY) continue
    if (changed.length === FEW) return false
    changed.push(at)
    old.add(node)
  }
  // A block that only moved keeps its element: that is ProseMirror's to find out.
  const isMoved = (at: number) => {
    const now = blocks[at]
    return !now || (children[at]?.node !== now && old.has(now))
  }
  if (changed.some(isMoved)) return false
  return changed.every((at) =>
    children[at]?.update(blocks[at] as Node, [], DecorationSet.empty, view),
  )
}
