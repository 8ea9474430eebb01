import * as Y from 'yjs'
import { FENCE } from '../../shared/document/grammar.ts'
import { isMarkerItem, leafData, piecesOf } from '../../shared/document/pieces.ts'
import { readMarker } from '../../shared/document/reading.ts'

// A flat text as plain data, token by token, for vectors. `was` is the number of the marker in the
// text as it was first written, so that a vector can say which marker stayed.

export type Token =
  | string
  | { readonly m: Record<string, unknown>; readonly was?: number }
  | { readonly f: 1 }
  | { readonly on: Record<string, unknown> }
  | { readonly leaf: unknown }
  | { readonly embed: unknown }

/** A document whose body consists of these items, each written by the next client id in turn. */
export function documentOf(tokens: readonly Token[], clientID = 1): Y.Doc {
  const doc = new Y.Doc({ gc: false })
  doc.clientID = clientID
  const text = doc.getText('body')
  doc.transact((transaction) => {
    let left: Y.Item | null = null
    for (const content of tokens.flatMap(contentsOf)) {
      const id = Y.createID(clientID, Y.getState(doc.store, clientID))
      const origin: Y.ID | null = left === null ? null : left.lastId
      const item: Y.Item = new Y.Item(id, left, origin, null, null, text, null, content)
      item.integrate(transaction, 0)
      left = item
    }
  })
  return doc
}

/** Live tokens, formats included; markers made since `old` (see `markersOf`) carry no `was`. */
export function tokensOf(text: Y.Text, old: readonly string[] = []): Token[] {
  const tokens: Token[] = []
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted) continue
    const { content } = item
    if (content instanceof Y.ContentFormat) tokens.push({ on: { [content.key]: content.value } })
    else
      for (const piece of piecesOf(item)) {
        const last = tokens.at(-1)
        if (piece.kind === 'fence') tokens.push({ f: 1 })
        else if (piece.kind === 'leaf') tokens.push({ leaf: leafData(piece.content) })
        else if (piece.kind === 'marker') {
          const was = old.indexOf(nameOf(item))
          tokens.push({ m: saidBy(piece.map), ...(was < 0 ? {} : { was }) })
        } else if (typeof last === 'string') tokens.splice(-1, 1, last + piece.text)
        else tokens.push(piece.text)
      }
  }
  return tokens
}

export function markersOf(text: Y.Text): string[] {
  const names: string[] = []
  for (let item = text._start; item !== null; item = item.right) {
    if (!item.deleted && isMarkerItem(item)) names.push(nameOf(item))
  }
  return names
}

function nameOf({ id }: Y.Item): string {
  return `${id.client}:${id.clock}`
}

function saidBy(map: Y.Map<unknown>): Record<string, unknown> {
  return readMarker(map, []).extra ?? {}
}

function contentsOf(token: Token): Y.Item['content'][] {
  if (typeof token === 'string') return [new Y.ContentString(token)]
  if ('m' in token) return [new Y.ContentType(new Y.Map(Object.entries(token.m)))]
  if ('f' in token) return [new Y.ContentString(FENCE)]
  if ('leaf' in token) return [new Y.ContentType(new Y.Map(Object.entries(token.leaf as object)))]
  if ('embed' in token) return [new Y.ContentEmbed(token.embed as object)]
  return Object.entries(token.on).map(([key, value]) => new Y.ContentFormat(key, value as object))
}
