import { Fragment, type Mark, type Node } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import { changeBlocks } from '../../binding/bulk-step.ts'
import { BULK_FROM } from './selected-blocks.ts'

/** (A part of) an inline node, by document positions. */
export interface Stretch {
  readonly from: number
  readonly to: number
  readonly node: Node
}

/** Gives each stretch other marks: few by mark steps, many by one step for all of them. */
export function remark(
  tr: Transaction,
  stretches: readonly Stretch[],
  change: (marks: readonly Mark[]) => readonly Mark[],
): void {
  const [first] = stretches
  const last = stretches.at(-1)
  if (!first || !last) return
  if (stretches.length < BULK_FROM) {
    for (const stretch of stretches) remarkOne(tr, stretch, change(stretch.node.marks))
    return
  }
  const meant = new Set(stretches.map(({ node }) => node))
  changeBlocks(tr, first.from, last.to, (block, pos) => {
    const content: Node[] = []
    block.forEach((node, offset) => {
      if (!meant.has(node)) content.push(node)
      else content.push(...remarked(node, pos + 1 + offset, first.from, last.to, change))
    })
    return block.copy(Fragment.fromArray(content))
  })
}

function remarkOne(tr: Transaction, { from, to, node }: Stretch, marks: readonly Mark[]): void {
  for (const mark of node.marks) if (!mark.isInSet(marks)) tr.removeMark(from, to, mark)
  for (const mark of marks) if (!mark.isInSet(node.marks)) tr.addMark(from, to, mark)
}

/** Only the first and the last stretch can be a part of their node. */
function remarked(
  node: Node,
  pos: number,
  from: number,
  to: number,
  change: (marks: readonly Mark[]) => readonly Mark[],
): Node[] {
  const marked = (part: Node) => part.mark(change(part.marks))
  const start = Math.max(0, from - pos)
  const end = Math.min(node.nodeSize, to - pos)
  if (!node.isText) return [marked(node)]
  return [
    ...(start > 0 ? [node.cut(0, start)] : []),
    marked(node.cut(start, end)),
    ...(end < node.nodeSize ? [node.cut(end)] : []),
  ]
}
