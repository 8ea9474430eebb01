import { Plugin, type Transaction } from '@tiptap/pm/state'
import { schema } from '../../client/editor/schema.ts'
import { must } from '../../shared/kit/assert.ts'
import { Writer, type WriterOptions } from '../support/writer.ts'

const block = must(schema.nodes.block, 'block')

/** Ann has written, bo has read; bo's transactions are kept in `came`. */
export function cast(lines: readonly string[], options: Partial<WriterOptions> = {}) {
  const ann = new Writer({ name: 'ann', clientID: 2 })
  const blocks = lines.map((line) => block.create(null, line ? schema.text(line) : null))
  ann.dispatch(ann.state.tr.replaceWith(0, ann.doc.content.size, blocks))
  const came: Transaction[] = []
  const listener = new Plugin({
    state: {
      init: () => null,
      apply: (transaction) => {
        came.push(transaction)
        return null
      },
    },
  })
  const plugins = [...(options.plugins ?? []), listener]
  const bo = new Writer({ name: 'bo', clientID: 3, ...options, plugins })
  ann.tell(bo)
  came.length = 0
  return { ann, bo, came }
}
