import type { Inline } from './reading.ts'

// HTML as plain data, so that what is pasted and copied can be judged without a page. The client
// turns its DOM into this and back.

export interface HtmlElement {
  /** In small letters. */
  readonly tag: string
  readonly attrs: Readonly<Record<string, string>>
  readonly children: readonly HtmlNode[]
}

export type HtmlNode = HtmlElement | string

/** A block outside Yjs: what its marker says (defaults left out), and its words. */
export interface LooseBlock {
  readonly marker: Readonly<Record<string, unknown>>
  readonly inline: readonly Inline[]
}

/** The attributes that carry the wire's own words through other programs, as JSON. */
export const CARRIED = { block: 'data-block', leaf: 'data-leaf', marks: 'data-marks' } as const

export function element(
  tag: string,
  attrs: Readonly<Record<string, string>> = {},
  children: readonly HtmlNode[] = [],
): HtmlElement {
  return { tag, attrs, children }
}

export function isElement(node: HtmlNode): node is HtmlElement {
  return typeof node !== 'string'
}

export function textOf(node: HtmlNode): string {
  if (typeof node === 'string') return node
  return node.tag === 'br' ? '\n' : node.children.map(textOf).join('')
}

export function wordsOf(inline: readonly Inline[]): string {
  return inline.map((one) => ('text' in one ? one.text : leafText(one.leaf))).join('')
}

/** What stands for a leaf where only letters can. */
export function leafText(leaf: unknown): string {
  const { t, label } = (leaf ?? {}) as { t?: unknown; label?: unknown }
  if (t === 'break') return '\n'
  return t === 'mention' && typeof label === 'string' ? `@${label}` : ''
}
