import { Fragment, Slice } from '@tiptap/pm/model'
import { AllSelection, NodeSelection, type Transaction } from '@tiptap/pm/state'
import * as Y from 'yjs'
import { changeBlocks } from '../../client/binding/bulk-step.ts'
import { readText } from '../../shared/document/reading.ts'
import { must } from '../../shared/kit/assert.ts'
import { type Rng, seededRng } from '../../shared/kit/rng.ts'
import type { Writer } from '../support/writer.ts'

// A person who presses anything at random: every kind of transaction the editor can dispatch.

const MARKS = ['bold', 'italic', 'code', 'link', 'highlight', 'unknownMark']
const KINDS = ['paragraph', 'heading', 'quote', 'code', 'divider', 'hologram']

export class RandomHand {
  readonly writer: Writer
  readonly #rng: Rng
  /** How often each kind of edit was made: a run that did nothing proves nothing. */
  readonly did = new Map<string, number>()
  last = ''

  constructor(writer: Writer, seed: number) {
    this.writer = writer
    this.#rng = seededRng(seed)
  }

  act(): void {
    const acts = [
      'type',
      'type',
      'type',
      'type',
      'emoji',
      'erase',
      'erase',
      'enter',
      'enter',
      'join',
      'cut',
      'replace',
      'paste',
      'paste',
      'mark',
      'mark',
      'unmark',
      'attribute',
      'attribute',
      'kind',
      'bulk',
      'leaf',
      'leafAttribute',
      'move',
      'undo',
      'redo',
      'everything',
      'between',
    ] as const
    const act = this.#pick(acts)
    this.last = act
    const { doc } = this.writer
    if (doc.content.content.every((block) => block.isAtom)) {
      this.#dispatch(this.#tr.insert(0, this.#freshBlock('', 'paragraph')))
    }
    const before = this.writer.state
    this[act]()
    if (this.writer.state.doc !== before.doc) this.did.set(act, (this.did.get(act) ?? 0) + 1)
  }

  type(): void {
    this.#dispatch(this.#tr.insertText(this.#word(), this.#caret()))
  }

  emoji(): void {
    this.#dispatch(this.#tr.insertText(this.#pick(['😀', '😁', '👩‍👩‍👧']), this.#caret()))
  }

  erase(): void {
    const { doc } = this.writer
    const pos = this.#caret()
    const from = Math.max(doc.resolve(pos).start(), pos - 1 - this.#upTo(3))
    if (!this.#splitsPair(from) && !this.#splitsPair(pos))
      this.#dispatch(this.#tr.delete(from, pos))
  }

  enter(): void {
    const pos = this.#caret()
    const types = this.#chance(0.5) ? null : [this.#freshBlock('')]
    this.#dispatch(
      this.#tr.split(pos, 1, types ? types.map(({ type, attrs }) => ({ type, attrs })) : undefined),
    )
  }

  join(): void {
    const { doc } = this.writer
    if (doc.childCount < 2) return
    const number = 1 + this.#upTo(doc.childCount - 2)
    if (doc.child(number - 1).type === doc.child(number).type)
      this.#dispatch(this.#tr.join(this.#edge(number)))
  }

  cut(): void {
    const [from, to] = this.#range()
    this.#dispatch(this.#tr.delete(from, to))
  }

  replace(): void {
    const [from, to] = this.#range()
    const old = this.writer.doc.textBetween(from, to)
    this.#dispatch(this.#tr.insertText(old.slice(0, 2) + this.#word() + old.slice(-2), from, to))
  }

  paste(): void {
    const blocks = Array.from({ length: 1 + this.#upTo(3) }, () => this.#freshBlock(this.#word()))
    const open = this.#upTo(1)
    const [from, to] = this.#chance(0.5) ? this.#range() : [this.#caret(), -1]
    const slice = new Slice(Fragment.from(blocks), open, this.#upTo(1))
    this.#dispatch(this.#tr.replaceRange(from, to < 0 ? from : to, slice))
  }

  mark(): void {
    const [from, to] = this.#range()
    this.#dispatch(this.#tr.addMark(from, to, this.#freshMark()))
  }

  unmark(): void {
    const [from, to] = this.#range()
    this.#dispatch(this.#tr.removeMark(from, to, this.writer.state.schema.marks[this.#pick(MARKS)]))
  }

  attribute(): void {
    const pos = this.#edge(this.#upTo(this.writer.doc.childCount - 1))
    const [name, value] = this.#pick<[string, unknown]>([
      ['indent', this.#upTo(8)],
      ['list', this.#pick([null, 'bullet', 'task'])],
      ['checked', this.#chance(0.5)],
      ['extra', this.#pick([null, { shade: this.#upTo(3) }, { glow: [1, { a: this.#upTo(2) }] }])],
    ])
    this.#dispatch(this.#tr.setNodeAttribute(pos, name, value))
  }

  kind(): void {
    const pos = this.#edge(this.#upTo(this.writer.doc.childCount - 1))
    const { type, attrs } = this.#freshBlock('')
    this.#dispatch(this.#tr.setNodeMarkup(pos, type, attrs))
  }

  bulk(): void {
    const mark = this.#freshMark()
    const indent = this.#upTo(8)
    const tr = this.#tr
    const marks = this.#chance(0.5)
    changeBlocks(tr, 0, tr.doc.content.size, (block) => {
      if (!marks) return block.type.create({ ...block.attrs, indent }, block.content)
      const inline = block.content.content.map((node) => node.mark(mark.addToSet(node.marks)))
      return block.copy(Fragment.from(inline))
    })
    this.#dispatch(tr)
  }

  leaf(): void {
    const { nodes } = this.writer.state.schema
    const leaf = this.#pick([
      must(nodes.break, 'break').create(),
      must(nodes.mention, 'mention').create({ id: 'p1', label: this.#word() }),
      must(nodes.unknown, 'unknown').create({ data: { t: 'star', points: this.#upTo(9) } }),
    ])
    this.#dispatch(this.#tr.insert(this.#caret(), leaf))
  }

  leafAttribute(): void {
    const places: number[] = []
    this.writer.doc.descendants((node, pos) => {
      if (node.type.name === 'mention') places.push(pos)
    })
    if (places.length === 0) return
    this.#dispatch(this.#tr.setNodeAttribute(this.#pick(places), 'label', this.#word()))
  }

  /** Cut and paste of whole blocks. */
  move(): void {
    const { doc } = this.writer
    if (doc.childCount < 3) return
    const number = this.#upTo(doc.childCount - 2)
    const from = this.#edge(number)
    const to = from + doc.child(number).nodeSize
    const slice = doc.slice(from, to)
    this.#dispatch(this.#tr.delete(from, to))
    this.#dispatch(
      this.#tr.insert(this.#edge(this.#upTo(this.writer.doc.childCount)), slice.content),
    )
  }

  undo(): void {
    const times = 1 + this.#upTo(3)
    for (let time = 0; time < times; time += 1) this.writer.undo()
    if (this.#chance(0.5)) this.writer.redo()
  }

  redo(): void {
    this.writer.redo()
  }

  everything(): void {
    const tr = this.#tr
    if (this.#chance(0.8)) tr.setSelection(new AllSelection(tr.doc))
    else if (this.writer.doc.firstChild?.isAtom) tr.setSelection(NodeSelection.create(tr.doc, 0))
    if (this.#chance(0.15)) tr.deleteSelection()
    this.#dispatch(tr)
  }

  between(): void {
    const pos = this.#edge(this.#upTo(this.writer.doc.childCount))
    this.#dispatch(this.#tr.insert(pos, this.#freshBlock(this.#word())))
  }

  get #tr(): Transaction {
    return this.writer.state.tr
  }

  #dispatch(transaction: Transaction): void {
    this.writer.dispatch(transaction)
  }

  #caret(): number {
    const { doc } = this.writer
    for (;;) {
      const number = this.#upTo(doc.childCount - 1)
      const block = doc.child(number)
      const at = this.#pick([0, block.content.size, this.#upTo(block.content.size)])
      const pos = this.#edge(number) + 1 + at
      if (!block.isAtom && !this.#splitsPair(pos)) return pos
    }
  }

  #range(): [number, number] {
    const [a, b] = [this.#caret(), this.#caret()]
    const near = this.#chance(0.6) ? this.writer.doc.resolve(a).end() : b
    const [from, to] = a < near ? [a, near] : [near, a]
    return to <= this.writer.doc.content.size ? [from, to] : [a, a]
  }

  #splitsPair(pos: number): boolean {
    const before = this.writer.doc.resolve(pos).nodeBefore?.text ?? ''
    const code = before.charCodeAt(before.length - 1)
    return code >= 0xd800 && code <= 0xdbff
  }

  #edge(number: number): number {
    const { doc } = this.writer
    let pos = 0
    for (let at = 0; at < number; at += 1) pos += doc.child(at).nodeSize
    return pos
  }

  #freshBlock(word: string, kind = this.#pick(KINDS)) {
    const { schema } = this.writer.state
    const solid = kind === 'divider' || kind === 'hologram'
    const type = must(schema.nodes[solid ? 'solid' : 'block'], 'a block type')
    const level = kind === 'heading' ? 1 + this.#upTo(2) : null
    return type.create({ kind, level }, word ? schema.text(word) : null)
  }

  #freshMark() {
    const name = this.#pick(MARKS)
    const type = must(this.writer.state.schema.marks[name], 'a mark')
    if (name === 'link') return type.create({ href: `https://a.example/${this.#upTo(2)}` })
    return name === 'unknownMark'
      ? type.create({ data: { glitter: this.#upTo(2) } })
      : type.create()
  }

  #word(): string {
    return Array.from({ length: 1 + this.#upTo(4) }, () => this.#pick([...'abcdefgh '])).join('')
  }

  #upTo(most: number): number {
    return Math.floor(this.#rng() * (most + 1))
  }

  #chance(odds: number): boolean {
    return this.#rng() < odds
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#rng() * from.length)] as T
  }
}

/** The document as somebody sees it who loads it now, from nothing but the bytes. */
export function fromBytes(writer: Writer, bind: (text: Y.Text) => Writer['doc']): Writer['doc'] {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(writer.ydoc))
  return bind(copy.getText('body'))
}

/** How many blocks of a text are not `M I* F`, stray tokens counted as one. */
export function irregularities(text: Y.Text): number {
  const { blocks, tail } = readText(text)
  const odd = blocks.filter(({ marker, fence, skip }) => !marker || !fence || skip > 0).length
  return odd + (tail > 0 ? 1 : 0)
}

/** Items that share their id with the next one: replicas would order them each in its own way. */
export function itemsWithoutLength(text: Y.Text): number {
  let found = 0
  for (let item = text._start; item !== null; item = item.right) if (item.length === 0) found += 1
  return found
}
