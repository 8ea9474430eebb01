import { type Extensions, getSchema, Node } from '@tiptap/core'
import { StarterKit } from '@tiptap/starter-kit'
import { Block } from './block.ts'
import type { EditorLabels } from './labels.en.ts'
import { Break, Mention, UnknownLeaf } from './leaves.ts'
import { Code, Highlight, Link, UnknownMark } from './marks.ts'
import { Solid } from './solid.ts'

const Doc = Node.create({ name: 'doc', topNode: true, content: '(block | solid)+' })

/** Of the kit: text, bold, italic, underline, strike, drop cursor and gap cursor. */
const kit = StarterKit.configure({
  document: false,
  paragraph: false,
  heading: false,
  blockquote: false,
  bulletList: false,
  orderedList: false,
  listItem: false,
  listKeymap: false,
  codeBlock: false,
  horizontalRule: false,
  hardBreak: false,
  code: false,
  link: false,
  undoRedo: false,
  trailingNode: false,
  dropcursor: { width: 2, class: 'drop-cursor', color: false },
})

/** Everything that decides what a document may hold, in the order in which marks nest. */
export function schemaExtensions(labels?: EditorLabels): Extensions {
  return [
    Doc,
    Block.configure({ tick: labels?.tick ?? '' }),
    Solid.configure({ sentence: labels?.unknownBlock ?? '' }),
    Break,
    Mention,
    UnknownLeaf,
    Link,
    kit,
    Highlight,
    Code,
    UnknownMark,
  ]
}

/** The one schema: the editor and its binding must share it, or their nodes are strangers. */
export const schema = getSchema(schemaExtensions())
