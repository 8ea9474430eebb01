import type { Node } from '@tiptap/pm/model'
import { must } from '../../shared/kit/assert.ts'
import type { Writer } from '../support/writer.ts'

/** The words of each block. */
export const words = ({ doc }: Writer) => doc.children.map((one) => one.textContent)

export function placeOf(writer: Writer, line: string): { pos: number; node: Node } {
  let found: { pos: number; node: Node } | null = null
  writer.doc.forEach((node, pos) => {
    if (node.textContent === line) found = { pos, node }
  })
  return must<{ pos: number; node: Node }>(found, `there is a block ${line}`)
}

/** Where letters stand in the document. */
export function at(writer: Writer, letters: string): number {
  let found = -1
  writer.doc.descendants((node, pos) => {
    const inside = node.text?.indexOf(letters) ?? -1
    if (inside >= 0) found = pos + inside
  })
  if (found < 0) throw new Error(`nobody wrote ${letters}`)
  return found
}
