import { DOMParser, DOMSerializer, type Fragment, type Slice } from '@tiptap/pm/model'
import { type EditorState, Plugin, Selection } from '@tiptap/pm/state'
import { stripFence } from '../../shared/document/grammar.ts'
import { nest } from '../../shared/document/nest.ts'
import { nestText } from '../../shared/document/nest-text.ts'
import { nextAttrs } from './commands/enter.ts'
import { setLink } from './commands/marks.ts'
import { pasteBlocks, pasteInto } from './commands/paste.ts'
import { domOf } from './dom-tree.ts'
import { blocksOfHtml, loadHtmlReader } from './html-reader.ts'
import { looseBlocks, looseLines, sliceOf } from './loose-blocks.ts'
import { safeHref } from './safe-href.ts'
import { schema } from './schema.ts'

/** What comes in and goes out by copy, cut, paste and drop. */
export function clipboardPlugin(): Plugin {
  // Without it, on a page that lost its server, words are pasted without their form.
  loadHtmlReader().catch(() => {})
  return new Plugin({
    props: {
      clipboardParser: new FlatParser(schema, []),
      clipboardTextParser: (text, $context) => {
        const block = $context.parent
        const follows = block.type.name === 'block' && block.attrs.kind !== 'code'
        const marker = follows ? saidBy(nextAttrs(block, true)) : {}
        return sliceOf(looseLines(text, marker))
      },
      clipboardSerializer: new NestingSerializer({}, {}),
      clipboardTextSerializer: (slice) => nestText(looseBlocks(slice.content)),
      handlePaste: (view, event, slice) => {
        const text = event.clipboardData?.getData('text/plain') ?? ''
        const tr = linkPasted(view.state, text) ?? codePasted(view.state, text)
        // Some programs bring HTML without any words beside the words.
        const blocks = slice.size > 0 ? slice : sliceOf(looseLines(text))
        const done = tr ?? pasteBlocks(view.state, blocks)
        view.dispatch(done.scrollIntoView().setMeta('paste', true).setMeta('uiEvent', 'paste'))
        return true
      },
      // What comes from elsewhere; words that are moved within the page are ProseMirror's to move.
      handleDrop: (view, event, slice, moved) => {
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY })
        if (moved || !at || slice.size === 0) return false
        const { tr } = view.state
        tr.setSelection(Selection.near(tr.doc.resolve(at.pos)))
        view.dispatch(pasteInto(tr, slice).setMeta('uiEvent', 'drop'))
        view.focus()
        return true
      },
    },
  })
}

/** ProseMirror hands over the pasted page; its nodes are judged as data before they become blocks. */
class FlatParser extends DOMParser {
  override parseSlice(dom: Node): Slice {
    return sliceOf(
      dom instanceof Element || dom instanceof DocumentFragment ? blocksOfHtml(dom) : [],
    )
  }
}

class NestingSerializer extends DOMSerializer {
  override serializeFragment(
    fragment: Fragment,
    options: { document?: Document } = {},
    target?: HTMLElement | DocumentFragment,
  ): HTMLElement | DocumentFragment {
    const page = options.document ?? document
    const place = target ?? page.createDocumentFragment()
    place.append(domOf(nest(looseBlocks(fragment)), page))
    return place
  }
}

/** An address pasted over words links them. */
function linkPasted(state: EditorState, text: string) {
  const address = text.trim()
  if (state.selection.empty || /\s/.test(address) || safeHref(address) === null) return null
  const { $from, $to } = state.selection
  if (!$from.sameParent($to)) return null
  let linked = null
  setLink(address)(state, (tr) => {
    linked = tr
  })
  return linked as EditorState['tr'] | null
}

/** Into code goes the text as it is, whatever else the clipboard holds. */
function codePasted(state: EditorState, text: string) {
  const { $from, $to } = state.selection
  const inCode = $from.parent.attrs.kind === 'code' && $from.sameParent($to)
  return inCode && text !== ''
    ? state.tr.insertText(stripFence(text).replace(/\r\n?/g, '\n'))
    : null
}

function saidBy(attrs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attrs).filter(([, value]) => value !== null))
}
