import type { Node } from '@tiptap/pm/model'
import type * as Y from 'yjs'
import { readText } from '../../shared/document/reading.ts'
import { BlockEntry } from './block-entry.ts'
import { BlockIndex } from './block-index.ts'
import type { Vocabulary } from './vocabulary.ts'

/** The whole text as one ProseMirror document, and where its blocks stand. */
export function readDocument(
  text: Y.Text,
  vocabulary: Vocabulary,
): { doc: Node; index: BlockIndex } {
  const { blocks, tail } = readText(text)
  const nodes = blocks.map(({ marker, inline }) => vocabulary.blockNode(marker, inline))
  const entries = blocks.map(({ marker, fence, skip }, at) => {
    return new BlockEntry(marker, fence !== null, skip, nodes[at]?.content.size ?? 0)
  })
  const doc = vocabulary.schema.topNodeType.create(null, nodes)
  return { doc, index: new BlockIndex(entries, tail) }
}
