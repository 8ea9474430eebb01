import { Fragment, Slice } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { schema } from '../../client/editor/schema.ts'
import vectors from '../../shared/document/writing.vectors.json' with { type: 'json' }
import { must } from '../../shared/kit/assert.ts'
import { documentOf, markersOf, type Token, tokensOf } from '../support/flat-text.ts'
import { Writer } from '../support/writer.ts'
import { itemsWithoutLength } from './random-hand.ts'

type Attrs = Record<string, unknown>
type Edit =
  | readonly ['type' | 'insert', number, string]
  | readonly ['enter', number, Attrs?]
  | readonly ['join', number]
  | readonly ['delete', number, number]
  | readonly ['replace', number, number, string]
  | readonly ['attribute', number, string, unknown]
  | readonly ['markup', number, string, Attrs]
  | readonly ['mark', number, number, string, Attrs?]
  | readonly ['unmark', number, number, string]
  | readonly ['paste', number, number, (readonly [Attrs, string])[], number, number]
  | readonly ['move', number, number, number]

interface Vector {
  readonly rule: string
  readonly says: string
  readonly before: Token[]
  readonly edit: Edit[]
  readonly after: Token[]
  readonly deleted?: number
  readonly inserted?: number
}

function edited(tr: Transaction, edit: Edit): Transaction {
  const node = (name: string) => must(schema.nodes[name], name)
  switch (edit[0]) {
    case 'type':
      return tr.insertText(edit[2], edit[1])
    case 'insert':
      return tr.insert(edit[1], schema.text(edit[2]))
    case 'enter':
      return tr.split(edit[1], 1, edit[2] ? [{ type: node('block'), attrs: edit[2] }] : undefined)
    case 'join':
      return tr.join(edit[1])
    case 'delete':
      return tr.delete(edit[1], edit[2])
    case 'replace':
      return tr.insertText(edit[3], edit[1], edit[2])
    case 'attribute':
      return tr.setNodeAttribute(edit[1], edit[2], edit[3])
    case 'markup':
      return tr.setNodeMarkup(edit[1], node(edit[2]), edit[3])
    case 'mark':
      return tr.addMark(edit[1], edit[2], schema.mark(edit[3], edit[4]))
    case 'unmark':
      return tr.removeMark(edit[1], edit[2], schema.marks[edit[3]])
    case 'paste': {
      const blocks = edit[3].map(([attrs, words]) =>
        node('block').create(attrs, schema.text(words)),
      )
      return tr.replace(edit[1], edit[2], new Slice(Fragment.from(blocks), edit[4], edit[5]))
    }
    case 'move': {
      const { content } = tr.doc.slice(edit[1], edit[2])
      return tr.delete(edit[1], edit[2]).insert(edit[3], content)
    }
  }
}

for (const {
  rule,
  says,
  before,
  edit,
  after,
  deleted,
  inserted,
} of vectors as unknown as Vector[]) {
  test(`[${rule}] ${says}`, () => {
    const ann = new Writer({ name: 'ann', clientID: 2, ydoc: documentOf(before) })
    ann.ydoc.clientID = 2
    const markers = markersOf(ann.text)
    let cost = { deleted: 0, inserted: 0 }
    ann.text.observe(({ transaction }) => {
      cost = costOf(transaction, ann.text)
    })
    for (const one of edit) ann.dispatch(edited(ann.state.tr, one))
    expect(tokensOf(ann.text, markers)).toEqual(after)
    expect(ann.binding.check()).toBe(true)
    expect(itemsWithoutLength(ann.text)).toBe(0)
    if (deleted !== undefined) expect(cost).toEqual({ deleted, inserted })
    expect(ann.wrote.length).toBe(edit.length)
  })
}

/** Countable tokens that a transaction deleted from and inserted into the text. */
function costOf(transaction: Y.Transaction, text: Y.Text): { deleted: number; inserted: number } {
  const { doc, beforeState, deleteSet } = transaction
  let deleted = 0
  Y.iterateDeletedStructs(transaction, deleteSet, (item) => {
    if (item instanceof Y.Item && item.parent === text && item.countable) deleted += item.length
  })
  let inserted = 0
  const from = beforeState.get(doc.clientID) ?? 0
  for (const struct of doc.store.clients.get(doc.clientID) ?? []) {
    if (!(struct instanceof Y.Item) || struct.id.clock < from) continue
    if (struct.parent === text && struct.countable) inserted += struct.length
  }
  return { deleted, inserted }
}
