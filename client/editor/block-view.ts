import type { Node as BlockNode } from '@tiptap/pm/model'
import type { EditorView, NodeView, ViewMutationRecord } from '@tiptap/pm/view'
import { blockMarkup, blockTag } from './block-markup.ts'
import { setChecked } from './commands/kinds.ts'
import { type MayBeTitle, mayBeTitle, type TitleSpec } from './title.ts'

/**
 * A block's element. Attributes are patched in place, because an element made anew would lose the
 * composition that is going on in it; only another tag, or a tick box coming or going, makes one.
 */
export class BlockView implements NodeView, MayBeTitle {
  readonly dom: HTMLElement
  readonly contentDOM: HTMLElement
  readonly #shape: string
  #node: BlockNode
  #title: TitleSpec | null = null
  #box: HTMLInputElement | null = null
  #holder: HTMLElement | null = null
  #written: readonly string[] = []

  constructor(
    node: BlockNode,
    view: EditorView,
    getPos: () => number | undefined,
    tickLabel: string,
  ) {
    this.#node = node
    this.#shape = shapeOf(node)
    this.contentDOM = document.createElement(blockTag(node.attrs))
    this.dom = this.contentDOM
    if (node.attrs.list === 'task') {
      this.#box = tickBox(tickLabel, (checked) => {
        const pos = getPos()
        if (pos !== undefined && view.editable) setChecked(pos, checked)(view.state, view.dispatch)
      })
      this.#holder = holderOf(this.#box)
      this.dom = document.createElement('div')
      this.dom.append(this.#holder, this.contentDOM)
    }
    mayBeTitle(this.dom, this)
    this.#patch()
  }

  update(node: BlockNode): boolean {
    if (node.type.name !== 'block' || shapeOf(node) !== this.#shape) return false
    this.#node = node
    this.#patch()
    return true
  }

  showTitle(title: TitleSpec | null): void {
    this.#title = title
    this.#patch()
  }

  /** Only the tick box is ours: letters that land beside it must be read, or they would be lost. */
  ignoreMutation(mutation: ViewMutationRecord): boolean {
    if (mutation.type === 'selection') return false
    if (mutation.type === 'attributes' && mutation.target === this.dom) return true
    return this.#holder?.contains(mutation.target) === true
  }

  stopEvent(event: Event): boolean {
    return event.target instanceof Node && this.#holder?.contains(event.target) === true
  }

  #patch(): void {
    const { attrs } = this.#node
    const { attributes } = blockMarkup(attrs, this.#title)
    for (const name of this.#written) if (!(name in attributes)) this.dom.removeAttribute(name)
    for (const [name, value] of Object.entries(attributes)) {
      if (this.dom.getAttribute(name) !== value) this.dom.setAttribute(name, value)
    }
    this.#written = Object.keys(attributes)
    if (this.#box) this.#box.checked = attrs.checked === true
  }
}

function shapeOf({ attrs }: BlockNode): string {
  return attrs.list === 'task' ? `task ${blockTag(attrs)}` : blockTag(attrs)
}

function tickBox(label: string, tick: (checked: boolean) => void): HTMLInputElement {
  const box = document.createElement('input')
  box.type = 'checkbox'
  // From the text the key is Mod-Enter; a hundred stops of the Tab key would be a wall.
  box.tabIndex = -1
  box.setAttribute('aria-label', label)
  box.setAttribute('aria-keyshortcuts', 'Control+Enter Meta+Enter')
  box.addEventListener('change', () => {
    const wanted = box.checked
    // The document decides what the box shows; a tick that is refused must not stay.
    box.checked = !wanted
    tick(wanted)
  })
  return box
}

function holderOf(box: HTMLInputElement): HTMLElement {
  const holder = document.createElement('span')
  holder.contentEditable = 'false'
  holder.dataset.tick = ''
  // Keeps the caret, and on a phone the keyboard, where they are.
  holder.addEventListener('mousedown', (event) => event.preventDefault())
  holder.append(box)
  return holder
}
