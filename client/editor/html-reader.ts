import type { LooseBlock } from '../../shared/document/html.ts'
import { treeOf } from './dom-tree.ts'
import { looseLines } from './loose-blocks.ts'

type Flatten = typeof import('../../shared/document/flatten.ts').flatten

let flatten: Flatten | null = null

/** What reads HTML comes behind the editor: people type before they paste. */
export async function loadHtmlReader(): Promise<void> {
  flatten = (await import('../../shared/document/flatten.ts')).flatten
}

/** Pasted or given HTML as blocks; in the moment before its reader is there, only its words. */
export function blocksOfHtml(dom: Element | DocumentFragment): LooseBlock[] {
  return flatten ? flatten(treeOf(dom)) : looseLines(dom.textContent ?? '')
}
