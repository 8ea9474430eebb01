import type { Node } from '@tiptap/pm/model'
import { type Command, EditorState, TextSelection } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import {
  clearKinds,
  indentBy,
  setKind,
  toggleChecked,
  toggleList,
} from '../../client/editor/commands/kinds.ts'
import { clearMarks, toggleMark } from '../../client/editor/commands/marks.ts'
import { schema } from '../../client/editor/schema.ts'

const KINDS = [
  { kind: 'paragraph' },
  { kind: 'heading', level: 2 },
  { list: 'task', checked: true, extra: { colour: 'teal' } },
  { kind: 'code' },
  { list: 'bullet', indent: 3 },
]

/** Many blocks of every sort, selected from inside the first to inside the last one. */
function many(count: number): EditorState {
  const blocks = Array.from({ length: count }, (_, at) =>
    at % 7 === 3
      ? schema.node('solid', { kind: 'callout' }, [schema.text('kept')])
      : schema.node('block', KINDS[at % KINDS.length], [
          schema.text('plain '),
          schema.text('bold', [schema.mark('bold')]),
          schema.node('break'),
        ]),
  )
  const doc = schema.node('doc', null, blocks)
  return EditorState.create({ doc, selection: TextSelection.create(doc, 3, doc.content.size - 5) })
}

const COMMANDS: Record<string, Command> = {
  'bold all': toggleMark('bold'),
  'strike all': toggleMark('strike'),
  'clear marks': clearMarks,
  'indent all': indentBy(1),
  'outdent all': indentBy(-1),
  'heading all': setKind('heading', { level: 1 }),
  'list all': toggleList('ordered'),
  'tick all': toggleChecked,
  'clear kinds': clearKinds,
}

test.each(Object.entries(COMMANDS))(
  '[ED19] %s is one step, and the same as block by block',
  (_name, command) => {
    const state = many(60)
    let bulk: Node | null = null
    command(state, (tr) => {
      expect(tr.steps.length).toBe(1)
      bulk = tr.doc
    })
    const oneByOne = blockByBlock(state, command)
    expect((bulk as Node | null)?.toJSON()).toEqual(oneByOne.toJSON())
    expect(oneByOne.eq(state.doc)).toBe(false)
  },
)

/** The same command on selections too small for the bulk step. */
function blockByBlock(state: EditorState, command: Command): Node {
  const { from, to } = state.selection
  let current = state
  state.doc.forEach((node, pos) => {
    if (node.type.name === 'solid') return
    const start = Math.max(from, pos + 1)
    const end = Math.min(to, pos + node.nodeSize - 1)
    current = current.apply(current.tr.setSelection(TextSelection.create(current.doc, start, end)))
    command(current, (tr) => {
      current = current.apply(tr)
    })
  })
  return current.doc
}
