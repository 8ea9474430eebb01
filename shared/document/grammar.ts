// The names, defaults and values in this file are wire format (SPEC.md): add to them, never change
// or take away. An older client keeps what it does not find here.

/** The version written to `about.schema` by whoever writes with this grammar. */
export const SCHEMA_VERSION = 1

/** Ends a block. Never part of the words: see `stripFence`. */
export const FENCE = '\u001e'

/** A marker's known keys and what each means when it is absent. */
export const ATTRIBUTES = {
  kind: 'paragraph',
  level: null,
  list: null,
  indent: 0,
  checked: null,
  language: null,
  align: null,
  dir: null,
} as const

/** Kinds this version knows. */
export const KINDS: readonly string[] = ['paragraph', 'heading', 'quote', 'code', 'divider']

/** Known kinds nobody types into. Every unknown kind is solid too: see `isSolidKind`. */
const SOLID_KINDS: readonly string[] = ['divider']

/** Known marks and the attributes of each; a mark without attributes has the wire value `true`. */
export const MARKS: Readonly<Record<string, readonly string[]>> = {
  bold: [],
  italic: [],
  underline: [],
  strike: [],
  code: [],
  link: ['href'],
  highlight: [],
}

/** Known inline leaves (the value of key `t`) and the attributes of each. */
export const LEAVES: Readonly<Record<string, readonly string[]>> = {
  break: [],
  mention: ['id', 'label'],
}

/** Is this a kind whose words, if any, are kept but not typed into? `known`: kinds of the reader. */
export function isSolidKind(kind: unknown, known: readonly string[] = KINDS): boolean {
  return typeof kind !== 'string' || !known.includes(kind) || SOLID_KINDS.includes(kind)
}

/** Words as they may be written: without fences, and without halves of surrogate pairs. */
export function stripFence(text: string): string {
  return text.replaceAll(FENCE, '').toWellFormed()
}
