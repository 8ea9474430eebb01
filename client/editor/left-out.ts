// The kit imports all of its extensions, used or not. In the browser's bundle (vite.config.ts) this
// file stands in for those that schema.ts switches off, about 25 kB of script before the first key.
// Everything here is only a name: schema.ts says `false` to each, and nothing asks for more.
import type { Extension } from '@tiptap/core'

const never: Extension | null = null

export {
  never as Blockquote,
  never as BulletList,
  never as Code,
  never as CodeBlock,
  never as Document,
  never as HardBreak,
  never as Heading,
  never as HorizontalRule,
  never as Link,
  never as ListItem,
  never as ListKeymap,
  never as OrderedList,
  never as Paragraph,
  // Commands of nested lists: ours are flat.
  never as liftListItem,
  never as sinkListItem,
  never as wrapInList,
}
