import { type Extensions, getSchema, Node } from '@tiptap/core'
import { Block } from './block.ts'
import type { EditorLabels } from './labels.en.ts'
import { Break, Mention, UnknownLeaf } from './leaves.ts'
import { Bold, Code, Highlight, Italic, Link, Strike, Underline, UnknownMark } from './marks.ts'
import { Solid } from './solid.ts'

const Doc = Node.create({ name: 'doc', topNode: true, content: '(block | solid)+' })

const Text = Node.create({ name: 'text', group: 'inline' })

/** Everything that decides what a document may hold, in the order in which marks nest. */
export function schemaExtensions(labels?: EditorLabels): Extensions {
  return [
    Doc,
    Block.configure({ tick: labels?.tick ?? '' }),
    Solid.configure({ sentence: labels?.unknownBlock ?? '' }),
    Text,
    Break,
    Mention,
    UnknownLeaf,
    Link,
    Bold,
    Italic,
    Strike,
    Underline,
    Highlight,
    Code,
    UnknownMark,
  ]
}

/** The one schema: the editor and its binding must share it, or their nodes are strangers. */
export const schema = getSchema(schemaExtensions())
