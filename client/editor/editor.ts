import { type Command, type Content, Editor, Extension } from '@tiptap/core'
import { inputRules } from '@tiptap/pm/inputrules'
import { keymap } from '@tiptap/pm/keymap'
import type { Plugin } from '@tiptap/pm/state'
import type { Binding } from '../binding/binding.ts'
import { clipboardPlugin } from './clipboard.ts'
import { compositionPlugin, type Touches } from './composition.ts'
import { fenceGuard } from './fence-guard.ts'
import { ForeignContent } from './foreign-content.ts'
import { freshSelection, keepMovedCaret } from './fresh-selection.ts'
import { IS_MAC } from './key-name.ts'
import { editorKeys } from './keys.ts'
import type { EditorLabels } from './labels.en.ts'
import { leavingByTab } from './leaving.ts'
import { linkAskedPlugin } from './link-asked.ts'
import { mentionAskedPlugin, type Named } from './mention-asked.ts'
import { pasteLimit } from './paste-limit.ts'
import { quickPage } from './quick-page.ts'
import { schema, schemaExtensions } from './schema.ts'
import { shortcutRules } from './shortcuts.ts'
import { titlePlugin } from './title.ts'
import './page.css'

/** What sticks to the window's top may cover so much: a caret behind it is not in sight (px). */
const HEAD_PX = 120

export interface EditorOptions {
  readonly element: HTMLElement
  readonly binding: Binding
  readonly editable: boolean
  readonly labels: EditorLabels
  /** Which updates would disturb a composition; `null` when there is none (any more). */
  readonly onComposition?: (touches: Touches | null) => void
  /** Who can be mentioned by an `@`. */
  readonly people?: () => readonly Named[]
  /** More was pasted or dropped at once than the server would take; nothing came in. */
  readonly onTooLarge?: () => void
  readonly onFocus?: () => void
  readonly onBlur?: () => void
}

export interface OpenEditor {
  readonly editor: Editor
  close(): void
}

/**
 * The one editor of the product. Its schema is the binding's own object: nodes of a second schema
 * built from the same extensions would be strangers to it. Nothing here answers a transaction that
 * came from Yjs with steps of its own (SPEC.md, [ED30]).
 */
export function openEditor(options: EditorOptions): OpenEditor {
  const { element, binding, editable, labels } = options
  const editor = new Editor({
    element: null,
    extensions: [...schemaExtensions(labels), ours(options), ForeignContent],
    // Tiptap takes a document as it is, which its types do not say.
    content: binding.doc as unknown as Content,
    editable,
    enableInputRules: false,
    enablePasteRules: false,
    enableCoreExtensions: { keymap: false, clipboardTextSerializer: false, textDirection: false },
    // The page's own style sheet has it; an inline one would need a hole in the CSP.
    injectCSS: false,
    editorProps: {
      scrollThreshold: { top: HEAD_PX, right: 0, bottom: 0, left: 0 },
      scrollMargin: { top: HEAD_PX, right: 5, bottom: 5, left: 5 },
      attributes: {
        'aria-label': labels.page,
        'aria-description': labels.pageKeys,
        'aria-multiline': 'true',
        spellcheck: 'true',
      },
    },
    onBeforeCreate: ({ editor }) => {
      editor.schema = schema
      editor.extensionManager.schema = schema
    },
    onFocus: () => options.onFocus?.(),
    onBlur: () => options.onBlur?.(),
  })
  editor.mount(element)
  let open = true
  return {
    editor,
    close() {
      if (!open) return
      open = false
      options.onComposition?.(null)
      editor.destroy()
    },
  }
}

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    interline: { undo: () => ReturnType; redo: () => ReturnType }
  }
  interface Storage {
    interline: { readonly labels: EditorLabels; readonly people: () => readonly Named[] }
  }
}

function ours(options: EditorOptions): Extension {
  const { binding, labels, people = () => [] } = options
  const history = { 'Mod-z': () => binding.undo(), 'Mod-Shift-z': () => binding.redo() }
  return Extension.create({
    name: 'interline',
    // Before every other extension: the binding must see a transaction first, and our keys win.
    priority: 10_000,
    addStorage: () => ({ labels, people }),
    addCommands: () => ({
      undo: () =>
        byHand(
          () => binding.undo(),
          () => binding.undoManager.canUndo(),
        ),
      redo: () =>
        byHand(
          () => binding.redo(),
          () => binding.undoManager.canRedo(),
        ),
    }),
    dispatchTransaction({ transaction, next }) {
      keepMovedCaret(this.editor.view, transaction)
      next(transaction)
    },
    addProseMirrorPlugins: (): Plugin[] => [
      binding.plugin(),
      freshSelection(),
      fenceGuard(),
      ...(options.onComposition ? [compositionPlugin(binding, options.onComposition)] : []),
      mentionAskedPlugin(people),
      leavingByTab(),
      keymap({ ...history, 'Mod-y': () => binding.redo(), ...editorKeys(IS_MAC) }),
      inputRules({ rules: shortcutRules(schema) }),
      pasteLimit(() => options.onTooLarge?.()),
      clipboardPlugin(),
      linkAskedPlugin(),
      titlePlugin(labels.title),
      quickPage(),
    ],
  })
}

/** Undo dispatches by itself; the command's own transaction must not be dispatched after it. */
function byHand(act: () => boolean, mayAct: () => boolean): Command {
  return ({ tr, dispatch }) => {
    tr.setMeta('preventDispatch', true)
    return dispatch ? act() : mayAct()
  }
}
