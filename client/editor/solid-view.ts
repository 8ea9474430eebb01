import type { Node as BlockNode } from '@tiptap/pm/model'
import type { NodeView, ViewMutationRecord } from '@tiptap/pm/view'
import { blockMarkup } from './block-markup.ts'
import { type MayBeTitle, mayBeTitle, type TitleSpec } from './title.ts'

/** A divider, or a placeholder that says it cannot show more and keeps what it stands for. */
export class SolidView implements NodeView, MayBeTitle {
  readonly dom: HTMLElement = document.createElement('div')
  readonly #sentence: string
  #node: BlockNode | null = null
  #title: TitleSpec | null = null

  constructor(node: BlockNode, sentence: string) {
    this.#sentence = sentence
    mayBeTitle(this.dom, this)
    this.update(node)
  }

  showTitle(title: TitleSpec | null): void {
    this.#title = title
    if (this.#node) this.update(this.#node)
  }

  update(node: BlockNode): boolean {
    if (node.type.name !== 'solid') return false
    const { attributes } = blockMarkup(node.attrs, this.#title)
    for (const name of this.dom.getAttributeNames()) {
      if (name.startsWith('data-') && !(name in attributes)) this.dom.removeAttribute(name)
    }
    for (const [name, value] of Object.entries(attributes)) this.dom.setAttribute(name, value)
    this.dom.dataset.solid = ''
    if (!this.#node?.eq(node)) this.#draw(node)
    this.#node = node
    return true
  }

  ignoreMutation(mutation: ViewMutationRecord): boolean {
    return mutation.type !== 'selection'
  }

  /** Words that somebody's version keeps in such a block are shown in any case. */
  #draw({ attrs, textContent }: BlockNode): void {
    const sign = document.createElement(attrs.kind === 'divider' ? 'hr' : 'small')
    if (attrs.kind !== 'divider') sign.textContent = this.#sentence
    const words = document.createElement('p')
    words.textContent = textContent
    this.dom.replaceChildren(...(textContent === '' ? [sign] : [sign, words]))
  }
}
