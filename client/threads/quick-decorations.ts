import type { Node } from '@tiptap/pm/model'
import { type Decoration, DecorationSet } from '@tiptap/pm/view'

/** What a set keeps inside; where it should cease to, only speed is lost. */
interface Inside {
  /** Of each child that has decorations: where it begins, where it ends, its own set. */
  readonly children?: readonly unknown[]
  /** Decorations that lie in no child alone. */
  readonly local?: readonly Decoration[]
}

const known = new WeakMap<DecorationSet, DecorationSet>()

/**
 * The same decorations, found faster. At each key the view asks a set for every block's share, and the
 * set looks for each from its beginning: with a thousand threads in 5,000 blocks 5 ms a key.
 */
export function quickly(set: DecorationSet): DecorationSet {
  const { children, local } = set as unknown as Inside
  if (set === DecorationSet.empty || !Array.isArray(children) || !Array.isArray(local)) return set
  const cached = known.get(set)
  if (cached) return cached
  // Those of whole blocks are no child's share.
  const across = (local as readonly Decoration[]).filter(({ spec }) => spec.place === 'text')
  const forChild = (offset: number, node: Node) => {
    if (node.isLeaf) return DecorationSet.empty
    const end = offset + node.nodeSize - 1
    if (across.some(({ from, to }) => from < end && to > offset + 1)) {
      return set.forChild(offset, node)
    }
    return childAt(children, offset) ?? DecorationSet.empty
  }
  const quick = Object.create(set, { forChild: { value: forChild } }) as DecorationSet
  known.set(set, quick)
  return quick
}

function childAt(children: readonly unknown[], offset: number): DecorationSet | null {
  let low = 0
  let high = children.length / 3
  while (low < high) {
    const middle = (low + high) >> 1
    if ((children[3 * middle] as number) < offset) low = middle + 1
    else high = middle
  }
  return children[3 * low] === offset ? (children[3 * low + 2] as DecorationSet) : null
}
