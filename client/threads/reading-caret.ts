import { effect, type ReadonlySignal } from '@preact/signals'
import { Plugin } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { can } from '../../shared/sharing/can.ts'
import type { Role } from '../../shared/wire/role.ts'
import { REMOTE } from '../binding/binding.ts'

/** Fingers select in any text, and a text that can be edited would bring the keyboard up. */
const BY_FINGER = '(pointer: coarse)'

/** Each would change what is on the page; the text behind it is safe without, the page is not. */
const WRITING = ['beforeinput', 'paste', 'cut', 'drop'] as const

export function mayOnlyComment(role: Role | null): boolean {
  return role !== null && can(role, 'comment') && !can(role, 'write')
}

/**
 * A caret for somebody who may comment and not write: the keyboard selects words only where the
 * browser draws a caret, and it draws one only where it believes that one may write. The editor
 * itself stays not editable: it turns nothing that happens on the page into a change of the text.
 */
export function readingCaret(isWanted: ReadonlySignal<boolean>): Plugin {
  const isOn = () => isWanted.peek() && !matchMedia(BY_FINGER).matches
  const refuse = (_view: unknown, event: Event) => {
    if (!isOn()) return false
    event.preventDefault()
    return true
  }
  return new Plugin({
    filterTransaction: (transaction) =>
      !isOn() || !transaction.docChanged || transaction.getMeta(REMOTE) === true,
    props: {
      handleDOMEvents: {
        ...Object.fromEntries(WRITING.map((name) => [name, refuse])),
        // What an input method composes cannot be refused, only taken back at once.
        input: (view) => {
          if (isOn()) drawAnew(view)
          return isOn()
        },
      },
    },
    view: (view) => {
      const { dom } = view
      const dress = () => {
        const isBare = dom.contentEditable !== 'true'
        if (view.editable || !isOn() || !isBare) return
        dom.contentEditable = 'true'
        dom.ariaReadOnly = 'true'
        dom.inputMode = 'none'
        dom.spellcheck = false
      }
      const undress = () => {
        if (dom.ariaReadOnly !== 'true') return
        dom.ariaReadOnly = null
        dom.removeAttribute('inputmode')
        dom.spellcheck = true
        dom.contentEditable = String(view.editable)
      }
      const stop = effect(() => {
        if (isWanted.value) dress()
        else undress()
      })
      return { update: dress, destroy: stop }
    },
  })
}

/** From the text, whatever stands on the page: another set of node views makes the view do that. */
function drawAnew(view: EditorView): void {
  const none = () => ({ dom: document.createElement('p') })
  view.setProps({ nodeViews: { ...view.props.nodeViews, none } })
}
