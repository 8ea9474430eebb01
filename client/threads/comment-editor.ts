import { Editor, Extension, type Extensions, type JSONContent, Node } from '@tiptap/core'
import { splitBlock } from '@tiptap/pm/commands'
import { history, redo, undo } from '@tiptap/pm/history'
import { keymap } from '@tiptap/pm/keymap'
import type { Plugin } from '@tiptap/pm/state'
import { StarterKit } from '@tiptap/starter-kit'
import { insertBreak } from '../editor/commands/enter.ts'
import { toggleMark } from '../editor/commands/marks.ts'
import type { EditorLabels } from '../editor/labels.en.ts'
import { Break, Mention } from '../editor/leaves.ts'
import { askForLink, linkAskedPlugin } from '../editor/link-asked.ts'
import { Code, Link } from '../editor/marks.ts'
import { mentionAskedPlugin, type Named } from '../editor/mention-asked.ts'

export interface CommentEditorOptions {
  readonly element: HTMLElement
  readonly body: JSONContent | null
  readonly labels: EditorLabels
  /** What a screen reader calls the field. */
  readonly name: string
  readonly description: string
  readonly people: () => readonly Named[]
  readonly onChange: () => void
  readonly onSend: () => void
  readonly onLeave: () => void
}

/** A small editor for one comment: paragraphs, four marks and mentions, with an undo of its own. */
export function openCommentEditor(options: CommentEditorOptions): Editor {
  return new Editor({
    element: options.element,
    extensions: commentExtensions(options),
    content: options.body,
    injectCSS: false,
    enableCoreExtensions: { textDirection: false },
    editorProps: {
      attributes: {
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': options.name,
        'aria-description': options.description,
        spellcheck: 'true',
      },
    },
    onUpdate: options.onChange,
  })
}

const Doc = Node.create({ name: 'doc', topNode: true, content: 'paragraph+' })

const Paragraph = Node.create({
  name: 'paragraph',
  content: 'inline*',
  parseHTML: () => [{ tag: 'p' }, { tag: 'li' }, { tag: 'h1, h2, h3, h4, h5, h6, pre' }],
  renderHTML: () => ['p', { dir: 'auto' }, 0],
})

/** Of the kit: text, bold and italic. */
const kit = StarterKit.configure({
  ...{ document: false, paragraph: false, heading: false, blockquote: false, bulletList: false },
  ...{ orderedList: false, listItem: false, listKeymap: false, codeBlock: false, strike: false },
  ...{ horizontalRule: false, hardBreak: false, code: false, link: false, underline: false },
  ...{ trailingNode: false, dropcursor: false, gapcursor: false, undoRedo: false },
})

function commentExtensions(options: CommentEditorOptions): Extensions {
  return [Doc, Paragraph, Break, Mention, Link, kit, Code, ours(options)]
}

function ours({ labels, people, onSend, onLeave }: CommentEditorOptions): Extension {
  const send = () => {
    onSend()
    return true
  }
  return Extension.create({
    name: 'interline',
    priority: 10_000,
    addStorage: () => ({ labels, people }),
    addProseMirrorPlugins: (): Plugin[] => [
      // First: while its list is open, Enter and Escape are the list's.
      mentionAskedPlugin(people),
      keymap({
        'Mod-Enter': send,
        Escape: () => {
          onLeave()
          return true
        },
        Enter: splitBlock,
        'Shift-Enter': insertBreak,
        'Mod-b': toggleMark('bold'),
        'Mod-i': toggleMark('italic'),
        'Mod-e': toggleMark('code'),
        'Mod-Shift-k': askForLink,
        'Mod-z': undo,
        'Mod-Shift-z': redo,
        'Mod-y': redo,
      }),
      linkAskedPlugin(),
      history(),
    ],
  })
}
