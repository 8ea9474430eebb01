import type { Node } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { splitBlock } from '../../client/editor/commands/enter.ts'
import { schema } from '../../client/editor/schema.ts'
import { must } from '../../shared/kit/assert.ts'
import { Writer } from '../support/writer.ts'
import { rebuilt } from './opening.ts'
import { type Patch, type Recording, recording } from './traces.ts'

/**
 * Real people's keystrokes through whole writers (ProseMirror state, binding, Yjs). A line of the
 * recording is a block: its line breaks are made by our Enter and deleted by joining two blocks.
 */

const friends = recording('friendsforever')
const paper = recording('automerge-paper')

test.skipIf(friends === null)('two friends who wrote at the same time end with their text', () => {
  const { txns, endContent } = must(friends, 'the recording')
  const people = ['ann', 'bo'].map((name, at) => new Friend(name, at + 1))
  const written = new Written(txns, people)
  for (const [number, { agent, parents, patches }] of txns.entries()) {
    const friend = must(people[agent], 'one of two')
    written.bringsParents(friend, parents)
    written.note(number, friend, () => {
      for (const patch of patches) friend.writes(patch)
    })
  }
  for (const friend of people) written.bringsAll(friend)
  for (const { writer } of people) {
    expect(textOf(writer.state.doc)).toBe(endContent)
    expect(rebuilt(writer).eq(writer.state.doc)).toBe(true)
  }
  expect(written.concurrent).toBeGreaterThan(1000)
})

test.skipIf(paper === null)('a paper typed key by key ends with its text', () => {
  const { txns, endContent } = must(paper, 'the recording')
  const ann = new Friend('ann', 1)
  let keys = 0
  for (const { patches } of txns) {
    for (const patch of patches) {
      ann.writes(patch)
      keys += 1
    }
  }
  expect(keys).toBe(259_778)
  expect(textOf(ann.writer.state.doc)).toBe(endContent)
  expect(rebuilt(ann.writer).eq(ann.writer.state.doc)).toBe(true)
})

class Friend {
  readonly writer: Writer

  constructor(name: string, clientID: number) {
    this.writer = new Writer({ name, schema, clientID, keeps: false })
  }

  /** One keystroke: positions count characters, line breaks included. */
  writes([offset, deleted, inserted]: Patch): void {
    for (let count = 0; count < deleted; count++) this.#deletes(offset)
    let at = offset
    for (const [number, line] of inserted.split('\n').entries()) {
      if (number > 0) {
        this.#enters(at)
        at += 1
      }
      if (line === '') continue
      const { state } = this.writer
      this.writer.dispatch(state.tr.insertText(line, positionOf(state.doc, at)))
      at += line.length
    }
  }

  #enters(offset: number): void {
    const { state } = this.writer
    const caret = TextSelection.create(state.doc, positionOf(state.doc, offset))
    this.writer.dispatch(state.tr.setSelection(caret))
    this.writer.run(splitBlock)
  }

  #deletes(offset: number): void {
    const { doc, tr } = this.writer.state
    const { position, isLineEnd } = placeOf(doc, offset)
    this.writer.dispatch(tr.delete(position, position + (isLineEnd ? 2 : 1)))
  }
}

/** What each of the two wrote, and how much of it the other one has. */
class Written {
  /** How often somebody wrote while something of the other was still on its way. */
  concurrent = 0
  readonly #txns: Recording['txns']
  readonly #people: readonly Friend[]
  readonly #updates = new Map<Friend, { number: number; updates: Uint8Array[] }[]>()

  constructor(txns: Recording['txns'], people: readonly Friend[]) {
    this.#txns = txns
    this.#people = people
    for (const friend of people) this.#updates.set(friend, [])
  }

  note(number: number, friend: Friend, write: () => void): void {
    const updates: Uint8Array[] = []
    const keep = (update: Uint8Array) => updates.push(update)
    if (this.#waiting(friend).length > 0) this.concurrent += 1
    friend.writer.ydoc.on('update', keep)
    write()
    friend.writer.ydoc.off('update', keep)
    this.#queueOf(friend).push({ number, updates })
  }

  /** The other's writing up to what this transaction had seen of it. */
  bringsParents(friend: Friend, parents: readonly number[]): void {
    const seen = parents.filter((parent) => this.#people[this.#txns[parent]?.agent ?? 0] !== friend)
    this.#brings(friend, Math.max(-1, ...seen))
  }

  bringsAll(friend: Friend): void {
    this.#brings(friend, this.#txns.length)
  }

  #brings(friend: Friend, upTo: number): void {
    const waiting = this.#waiting(friend)
    while (waiting[0] !== undefined && waiting[0].number <= upTo) {
      for (const update of waiting.shift()?.updates ?? []) {
        Y.applyUpdate(friend.writer.ydoc, update, 'wire')
      }
    }
  }

  #waiting(friend: Friend): { number: number; updates: Uint8Array[] }[] {
    return this.#queueOf(
      must(
        this.#people.find((other) => other !== friend),
        'the other',
      ),
    )
  }

  #queueOf(friend: Friend): { number: number; updates: Uint8Array[] }[] {
    return must(this.#updates.get(friend), 'one of two')
  }
}

function positionOf(doc: Node, offset: number): number {
  return placeOf(doc, offset).position
}

function placeOf(doc: Node, offset: number): { position: number; isLineEnd: boolean } {
  let left = offset
  let position = 0
  for (const { content } of doc.children) {
    if (left <= content.size) {
      return { position: position + 1 + left, isLineEnd: left === content.size }
    }
    left -= content.size + 1
    position += content.size + 2
  }
  throw new Error(`offset ${offset} lies behind the document`)
}

function textOf(doc: Node): string {
  return doc.children.map(({ textContent }) => textContent).join('\n')
}
