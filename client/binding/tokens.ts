import { Mark, type Node } from '@tiptap/pm/model'

/** A ProseMirror token run: one token of the flat text each, `text` as many as it has characters. */
export type EditorToken =
  | { readonly kind: 'open'; readonly node: Node }
  | { readonly kind: 'close' }
  | { readonly kind: 'text'; readonly text: string; readonly marks: readonly Mark[] }
  | { readonly kind: 'leaf'; readonly node: Node }

const close: EditorToken = { kind: 'close' }

/** Tokens of adjacent nodes, blocks or inline ones, between two offsets. */
export function tokensOf(nodes: readonly Node[], from: number, to: number): EditorToken[] {
  const tokens: EditorToken[] = []
  let start = 0
  for (const node of nodes) {
    const end = start + node.nodeSize
    if (end > from && start < to) addNode(tokens, node, from - start, to - start)
    start = end
    if (start >= to) break
  }
  return tokens
}

export function lengthOf(tokens: readonly EditorToken[]): number {
  return tokens.reduce((sum, token) => sum + tokenLength(token), 0)
}

export function tokenLength(token: EditorToken): number {
  return token.kind === 'text' ? token.text.length : 1
}

export function cutTokens(tokens: readonly EditorToken[], from: number, to: number): EditorToken[] {
  const cut: EditorToken[] = []
  let start = 0
  for (const token of tokens) {
    const end = start + tokenLength(token)
    if (Math.max(start, from) < Math.min(end, to)) {
      if (token.kind !== 'text') cut.push(token)
      else cut.push({ ...token, text: token.text.slice(Math.max(0, from - start), to - start) })
    }
    start = end
  }
  return cut
}

/** How many tokens two sequences share at their start, and at their end behind that. */
export function commonEnds(
  old: readonly EditorToken[],
  now: readonly EditorToken[],
): { start: number; end: number } {
  const most = Math.min(lengthOf(old), lengthOf(now))
  const start = common(units(old), units(now), most)
  const end = common(unitsBackwards(old), unitsBackwards(now), most - start)
  return outsidePairs(old, now, start, end)
}

type Unit = { readonly token: EditorToken; readonly code: number }

function common(a: Generator<Unit>, b: Generator<Unit>, most: number): number {
  let count = 0
  while (count < most) {
    const one = a.next().value as Unit | undefined
    const other = b.next().value as Unit | undefined
    if (!one || !other || one.code !== other.code || !sameToken(one.token, other.token)) break
    count += 1
  }
  return count
}

function* units(tokens: readonly EditorToken[]): Generator<Unit> {
  for (const token of tokens) {
    if (token.kind !== 'text') yield { token, code: -1 }
    else for (let at = 0; at < token.text.length; at += 1) yield unit(token, at)
  }
}

function* unitsBackwards(tokens: readonly EditorToken[]): Generator<Unit> {
  for (const token of tokens.toReversed()) {
    if (token.kind !== 'text') yield { token, code: -1 }
    else for (let at = token.text.length - 1; at >= 0; at -= 1) yield unit(token, at)
  }
}

function unit(token: EditorToken & { kind: 'text' }, at: number): Unit {
  return { token, code: token.text.charCodeAt(at) }
}

function sameToken(a: EditorToken, b: EditorToken): boolean {
  if (a.kind === 'close') return b.kind === 'close'
  if (a.kind === 'text') return b.kind === 'text' && Mark.sameSet(a.marks, b.marks)
  if (a.kind === 'leaf') return b.kind === 'leaf' && a.node.eq(b.node)
  return b.kind === 'open' && a.node.hasMarkup(b.node.type, b.node.attrs)
}

/** Yjs spoils a surrogate pair that is cut in two, so none may lie across an end. */
function outsidePairs(
  old: readonly EditorToken[],
  now: readonly EditorToken[],
  start: number,
  end: number,
): { start: number; end: number } {
  const cutsPair = (tokens: readonly EditorToken[], at: number) => {
    const [token] = cutTokens(tokens, at - 1, at)
    if (token?.kind !== 'text') return false
    const code = token.text.charCodeAt(0)
    return code >= 0xd800 && code <= 0xdbff
  }
  const first = start > 0 && (cutsPair(old, start) || cutsPair(now, start)) ? start - 1 : start
  const last =
    end > 0 && (cutsPair(old, lengthOf(old) - end) || cutsPair(now, lengthOf(now) - end))
      ? end - 1
      : end
  return { start: first, end: last }
}

function addNode(tokens: EditorToken[], node: Node, from: number, to: number): void {
  if (node.isText) {
    const text = (node.text ?? '').slice(Math.max(0, from), to)
    if (text) tokens.push({ kind: 'text', text, marks: node.marks })
  } else if (node.isInline) {
    tokens.push({ kind: 'leaf', node })
  } else {
    if (from <= 0) tokens.push({ kind: 'open', node })
    tokens.push(...tokensOf(node.content.content, from - 1, Math.min(to - 1, node.content.size)))
    if (node.nodeSize - 1 >= from && node.nodeSize <= to) tokens.push(close)
  }
}
