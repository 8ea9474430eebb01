import type { Node } from '@tiptap/pm/model'
import type * as Y from 'yjs'
import { assert } from '../../shared/kit/assert.ts'
import { BlockEntry } from './block-entry.ts'
import type { BlockIndex } from './block-index.ts'
import { type BlockChange, BulkStep } from './bulk-step.ts'
import { touchedBlocks } from './touched.ts'
import type { Vocabulary } from './vocabulary.ts'
import { readWindow, type Window, type WindowReader } from './window.ts'

/** What a Yjs transaction means for the editor, and for the index of blocks. */
export interface RemoteChange {
  /** Null when nothing that ProseMirror shows has changed. */
  readonly step: BulkStep | null
  /** Brings the index to the state after the transaction. */
  settle(): void
}

interface Replacement {
  readonly from: number
  readonly to: number
  readonly pos: number
  readonly window: Window
}

/** Null: read everything again. `doc` and `index` are as before the transaction. */
export function readRemote(
  transaction: Y.Transaction,
  text: Y.Text,
  doc: Node,
  index: BlockIndex,
  vocabulary: Vocabulary,
): RemoteChange | null {
  const touched = touchedBlocks(transaction, text, index)
  if (touched.rolesChanged) return null
  const reader: WindowReader = { text, index, wasThere: touched.wasThere }
  let replacements = readAll(reader, [...touched.starts], touched.fromBeginning)
  const gone = replacements.reduce((sum, { from, to, window }) => {
    return sum + to - from - window.blocks.length
  }, 0)
  if (gone === index.count) replacements = [readWhole(reader)]
  for (const { from, to, window } of replacements) {
    const known = index.slice(from, to).map((entry) => entry.size)
    const found = window.oldSizes
    assert(
      known.length === found.length && known.every((size, at) => size === found[at]),
      'the index knows the text as it was before a remote change',
    )
  }
  return {
    step: stepOf(replacements, doc, vocabulary),
    settle: () => settle(replacements, index),
  }
}

function readAll(
  reader: WindowReader,
  starts: BlockEntry[],
  fromBeginning: boolean,
): Replacement[] {
  const { index } = reader
  const places = starts
    .map((entry) => index.where(entry))
    .sort((a, b) => a.number - b.number)
    .map(({ entry, number, pos }) => ({ start: entry as BlockEntry | null, number, pos }))
  if (fromBeginning) places.unshift({ start: null, number: 0, pos: 0 })
  let before: Window | null = null
  return places.map(({ start, number, pos }) => {
    const skip = before?.end && before.end === start ? before.tail : (start?.skip ?? 0)
    const window = readWindow(reader, start, skip)
    before = window
    const to = window.end ? index.where(window.end).number : index.count
    return { from: number, to, pos, window }
  })
}

function readWhole(reader: WindowReader): Replacement {
  const window = readWindow(reader, null, 0, true)
  return { from: 0, to: reader.index.count, pos: 0, window }
}

function stepOf(replacements: Replacement[], doc: Node, vocabulary: Vocabulary): BulkStep | null {
  const changes: BlockChange[] = []
  const ranges: number[] = []
  for (const { from, to, pos, window } of replacements) {
    for (const [offset, oldSize, newSize] of window.ranges) {
      addRange(ranges, pos + offset, oldSize, newSize)
    }
    const nodes = window.blocks.map(({ marker, inline }) => vocabulary.blockNode(marker, inline))
    const change = withoutSameEnds(doc, { from, to, nodes })
    if (change) changes.push(change)
  }
  return changes.length > 0 ? new BulkStep(changes, ranges) : null
}

/** Ranges of neighbouring windows that touch are one range. */
function addRange(ranges: number[], start: number, oldSize: number, newSize: number): void {
  const at = ranges.length - 3
  const [lastStart, lastOld, lastNew] = ranges.slice(-3)
  if (lastStart !== undefined && lastOld !== undefined && lastStart + lastOld === start) {
    ranges.splice(at, 3, lastStart, lastOld + oldSize, (lastNew ?? 0) + newSize)
  } else {
    ranges.push(start, oldSize, newSize)
  }
}

function withoutSameEnds(doc: Node, { from, to, nodes }: BlockChange): BlockChange | null {
  let first = 0
  let last = nodes.length
  let [start, end] = [from, to]
  while (start < end && first < last && nodes[first]?.eq(doc.child(start))) {
    first += 1
    start += 1
  }
  while (start < end && first < last && nodes[last - 1]?.eq(doc.child(end - 1))) {
    last -= 1
    end -= 1
  }
  if (start === end && first === last) return null
  return { from: start, to: end, nodes: nodes.slice(first, last) }
}

function settle(replacements: Replacement[], index: BlockIndex): void {
  for (const [at, { from, to, window }] of [...replacements.entries()].toReversed()) {
    const entries = window.blocks.map(
      ({ marker, fence, skip, size }) => new BlockEntry(marker, fence, skip, size),
    )
    if (window.end === null) index.tail = window.tail
    // Where another window begins, its own reading has counted what stands in front of it.
    else if (replacements[at + 1]?.from !== to) setSkip(index, to, window.tail)
    index.splice(from, to - from, entries)
  }
}

/** The block behind a window was not read again, but what is in front of it may have changed. */
function setSkip(index: BlockIndex, number: number, skip: number): void {
  const { entry } = index.at(number) ?? {}
  if (!entry || entry.skip === skip) return
  index.splice(number, 1, [new BlockEntry(entry.marker, entry.fence, skip, entry.size)])
}
