import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { type Formats, formatValue, sameFormats, sameValue } from '../../shared/document/formats.ts'
import { setKeys } from '../../shared/document/writing.ts'
import { assert, must } from '../../shared/kit/assert.ts'
import type { Where } from './block-index.ts'
import { startBefore } from './flat-position.ts'
import { type Desk, repairBlocks } from './repair.ts'
import { allKeys } from './vocabulary.ts'

// Attribute and mark changes: the block keeps its tokens, so both forms of it are compared and only
// what differs is written, whichever step or command it came from.

interface Segment {
  readonly offset: number
  readonly length: number
  readonly was: Formats
  readonly is: Formats
}

/** Writes how block `number` of `before` differs from the same block of `after`. */
export function alignBlock(desk: Desk, before: Node, after: Node, number: number): void {
  const old = before.child(number)
  const now = after.child(number)
  if (old === now) return
  assert(old.nodeSize === now.nodeSize, 'a change of attributes or marks keeps the size')
  if (!old.hasMarkup(now.type, now.attrs)) alignAttributes(desk, before, now, number)
  if (old.content !== now.content) {
    alignInline(desk, old, now, must(desk.index.at(number), 'an aligned block exists'))
  }
}

function alignAttributes(desk: Desk, before: Node, now: Node, number: number): void {
  const { index, vocabulary, writer } = desk
  if (index.at(number)?.entry.marker === null) repairBlocks(desk, before, number, number)
  const marker = must(index.at(number)?.entry.marker, 'a repaired block has a marker')
  const old = before.child(number)
  setKeys(marker, allKeys(vocabulary.attributes(old)), allKeys(vocabulary.attributes(now)))
  if (vocabulary.typeOfKind(now.attrs.kind) !== now.type) writer.distorted = true
}

function alignInline(desk: Desk, old: Node, now: Node, where: Where): void {
  const first = where.flat + where.entry.flatLead
  const segments = segmentsOf(desk, old, now, (leaf, wanted, offset) => {
    alignLeaf(desk, first + offset, leaf, wanted)
  })
  const keys = new Set<string>()
  for (const { was, is } of segments) {
    if (sameFormats(was, is)) continue
    for (const key of Object.keys({ ...was, ...is })) {
      if (!sameValue(formatValue(was, key), formatValue(is, key))) keys.add(key)
    }
  }
  for (const key of keys) {
    for (const { offset, length, value } of runsOf(segments, key)) {
      const at = first + offset
      desk.writer.format(at, length, key, value, startBefore(desk.index, at))
    }
  }
}

/** Inline content cut where either form has another node. */
function segmentsOf(
  { vocabulary, writer }: Desk,
  old: Node,
  now: Node,
  leafChanged: (leaf: Node, wanted: Node, offset: number) => void,
): Segment[] {
  const segments: Segment[] = []
  let oldNumber = 0
  let oldUsed = 0
  let offset = 0
  for (const node of now.content.content) {
    if (!vocabulary.keeps(node.marks)) writer.distorted = true
    let left = node.nodeSize
    while (left > 0) {
      const other = old.child(oldNumber)
      const length = Math.min(left, other.nodeSize - oldUsed)
      assert(
        other.isText === node.isText &&
          sameText(other, oldUsed, node, node.nodeSize - left, length),
        'a change of attributes or marks keeps the words',
      )
      const was = vocabulary.formats(other.marks)
      segments.push({ offset, length, was, is: vocabulary.formats(node.marks) })
      if (!node.isText) leafChanged(other, node, offset)
      left -= length
      offset += length
      oldUsed += length
      if (oldUsed === other.nodeSize) {
        oldNumber += 1
        oldUsed = 0
      }
    }
  }
  return segments
}

function sameText(a: Node, fromA: number, b: Node, fromB: number, length: number): boolean {
  return a.text?.slice(fromA, fromA + length) === b.text?.slice(fromB, fromB + length)
}

/** The longest stretches that get one value, each from its first to its last change. */
function runsOf(segments: readonly Segment[], key: string) {
  const runs: { offset: number; length: number; value: unknown }[] = []
  let open = false
  for (const { offset, length, was, is } of segments) {
    const value = formatValue(is, key)
    const last = runs.at(-1)
    const goesOn: boolean = open && last !== undefined && sameValue(last.value, value)
    open = goesOn
    if (sameValue(formatValue(was, key), value)) continue
    if (goesOn && last) last.length = offset + length - last.offset
    else runs.push({ offset, length, value })
    open = true
  }
  return runs
}

function alignLeaf({ vocabulary, writer, index }: Desk, at: number, old: Node, now: Node): void {
  const was = vocabulary.leafData(old)
  const is = vocabulary.leafData(now)
  if (sameValue(was, is)) return
  const content = writer.contentAt(at, startBefore(index, at))
  if (content instanceof Y.Map && isObject(was) && isObject(is)) {
    setKeys(content as Y.Map<unknown>, was, is)
    return
  }
  writer.delete(at, 1, startBefore(index, at))
  const formats = vocabulary.formats(now.marks)
  writer.insert(at, [{ kind: 'leaf', data: is, formats }], startBefore(index, at))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
