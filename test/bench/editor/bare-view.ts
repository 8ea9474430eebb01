import { baseKeymap } from '@tiptap/pm/commands'
import { keymap } from '@tiptap/pm/keymap'
import { Schema } from '@tiptap/pm/model'
import { EditorState } from '@tiptap/pm/state'
import { EditorView } from '@tiptap/pm/view'

declare global {
  interface Window {
    showsBare(lines: string[]): void
  }
}

/** ProseMirror and nothing else: the measure for what our own editor may cost. */
window.showsBare = (lines) => {
  const schema = new Schema({
    nodes: {
      doc: { content: 'block+' },
      block: { content: 'text*', whitespace: 'pre', toDOM: () => ['p', 0] },
      text: {},
    },
  })
  const blocks = lines.map((line) => schema.node('block', null, [schema.text(line)]))
  new EditorView(document.body, {
    state: EditorState.create({
      doc: schema.node('doc', null, blocks),
      plugins: [keymap(baseKeymap)],
    }),
  })
}
