/**
 * Takes out of an update what is known already. Words that come a second time may be other words: what
 * lies in the log, and what others are sent, has each clock once. [LV10]
 */
import { createDecoder, type Decoder, readAny, readVarString } from 'lib0/decoding'
import {
  createEncoder,
  type Encoder,
  toUint8Array,
  writeUint8,
  writeUint8Array,
  writeVarString,
  writeVarUint,
} from 'lib0/encoding'
import { readNumber } from '../../shared/wire/frame.ts'
import type { ClockSet, Range } from './clock-set.ts'
import { DELETED, JSON_VALUES, MalformedError, TEXT, VALUES } from './struct-content.ts'
import {
  CONTENT,
  GONE,
  HAS_KEY,
  HAS_LEFT,
  HAS_RIGHT,
  LEFT_OUT,
  readUpdate,
  type Section,
  SKIP,
  type Structs,
} from './update-reader.ts'
import { UNBOUNDED } from './update-shape.ts'

/** `update`: one that could be read. All its deletes stay: they say nothing but that. */
export function cutKnown(update: Uint8Array, known: ClockSet): Uint8Array {
  const { structs, deletesAt } = readUpdate(update, UNBOUNDED)
  const sections = structs.sections
    .map((section) => cutSection(update, structs, section, known))
    .filter(({ count }) => count > 0)
  const encoder = createEncoder()
  writeVarUint(encoder, sections.length)
  for (const { client, clock, count, bytes } of sections) {
    writeVarUint(encoder, count)
    writeVarUint(encoder, client)
    writeVarUint(encoder, clock)
    writeUint8Array(encoder, bytes)
  }
  writeUint8Array(encoder, update.subarray(deletesAt))
  return toUint8Array(encoder)
}

interface CutSection {
  client: number
  clock: number
  count: number
  bytes: Uint8Array
}

function cutSection(
  update: Uint8Array,
  { from: froms, to: tos, hangsBy, beginsAt }: Structs,
  { client, start, end, endsAt }: Section,
  known: ClockSet,
): CutSection {
  const encoder = createEncoder()
  let first = 0
  let last = 0
  let count = 0
  for (let row = start; row < end; row++) {
    if (hangsBy[row] === LEFT_OUT) continue
    const struct = { client, from: froms[row] ?? 0, to: tos[row] ?? 0 }
    const isGone = hangsBy[row] === GONE
    const begin = beginsAt[row] ?? 0
    for (const part of known.lacking(struct)) {
      if (count === 0) first = part.from
      else if (part.from > last) {
        writeBare(encoder, SKIP, part.from - last)
        count++
      }
      const isWhole = part.from === struct.from && part.to === struct.to
      if (isWhole) {
        const until = row + 1 < end ? beginsAt[row + 1] : endsAt
        writeUint8Array(encoder, update.subarray(begin, until))
      } else if (isGone) writeBare(encoder, 0, part.to - part.from)
      else writePart(encoder, decoderAt(update, begin), struct.from, part)
      count++
      last = part.to
    }
  }
  return { client, clock: first, count, bytes: toUint8Array(encoder) }
}

function writeBare(encoder: Encoder, kind: number, length: number) {
  writeUint8(encoder, kind)
  writeVarUint(encoder, length)
}

function decoderAt(bytes: Uint8Array, position: number): Decoder {
  const decoder = createDecoder(bytes)
  decoder.pos = position
  return decoder
}

/** Some clocks of an item, as Yjs would split it: the first of them stands right of the one before. */
function writePart(encoder: Encoder, item: Decoder, start: number, part: Range) {
  const info = item.arr[item.pos++] ?? 0
  const begin = item.pos
  if (info & HAS_LEFT) skipId(item)
  const rightAt = item.pos
  if (info & HAS_RIGHT) skipId(item)
  const rightEnd = item.pos
  if (!(info & (HAS_LEFT | HAS_RIGHT))) skipParent(item, info)
  if (part.from === start) {
    writeUint8(encoder, info)
    writeUint8Array(encoder, item.arr.subarray(begin, item.pos))
  } else {
    writeUint8(encoder, info | HAS_LEFT)
    writeVarUint(encoder, part.client)
    writeVarUint(encoder, part.from - 1)
    writeUint8Array(encoder, item.arr.subarray(rightAt, rightEnd))
  }
  writeContent(encoder, item, info & CONTENT, part.from - start, part.to - start)
}

function skipId(decoder: Decoder) {
  readNumber(decoder)
  readNumber(decoder)
}

function skipParent(decoder: Decoder, info: number) {
  if (readNumber(decoder) === 1) readVarString(decoder)
  else skipId(decoder)
  if (info & HAS_KEY) readVarString(decoder)
}

/** From clock `from` to clock `to` of what it holds. Anything else holds one clock, and is never cut. */
function writeContent(encoder: Encoder, item: Decoder, kind: number, from: number, to: number) {
  if (kind === DELETED) writeVarUint(encoder, to - from)
  else if (kind === TEXT) writeVarString(encoder, readVarString(item).slice(from, to))
  else if (kind === JSON_VALUES) writeSome(encoder, item, readVarString, from, to)
  else if (kind === VALUES) writeSome(encoder, item, readAny, from, to)
  else throw new MalformedError()
}

function writeSome(
  encoder: Encoder,
  item: Decoder,
  readOne: (decoder: Decoder) => unknown,
  from: number,
  to: number,
) {
  readNumber(item)
  let start = 0
  for (let index = 0; index < to; index++) {
    if (index === from) start = item.pos
    readOne(item)
  }
  writeVarUint(encoder, to - from)
  writeUint8Array(encoder, item.arr.subarray(start, item.pos))
}
