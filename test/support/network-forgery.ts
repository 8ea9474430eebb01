import * as encoding from 'lib0/encoding'

export interface Id {
  client: number
  clock: number
}

/** Where an item says that it stands. With a neighbour it names no parent. */
export type Place =
  | { root: string; key?: string }
  | { in: Id; key?: string }
  | { left?: Id; right?: Id }

/** One struct as it lies in the bytes. */
export type Struct = (encoder: encoding.Encoder) => void

export interface Section {
  client: number
  clock: number
  structs: Struct[]
}

export interface Deletes {
  client: number
  /** [clock, length] */
  ranges: [number, number][]
}

const BODY: Place = { root: 'body' }

/** A Yjs v1 update by hand: what is said is written, whether a Y.Doc would write it or not. */
export function handmade(sections: Section[], deletes: Deletes[] = []): Uint8Array {
  return written((encoder) => {
    encoding.writeVarUint(encoder, sections.length)
    for (const { client, clock, structs } of sections) {
      numbers(encoder, structs.length, client, clock)
      for (const struct of structs) struct(encoder)
    }
    encoding.writeVarUint(encoder, deletes.length)
    for (const { client, ranges } of deletes) {
      numbers(encoder, client, ranges.length)
      for (const [clock, length] of ranges) numbers(encoder, clock, length)
    }
  })
}

export function written(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  write(encoder)
  return encoding.toUint8Array(encoder)
}

export const gc = (length: number): Struct => bare(0, length)
export const skip = (length: number): Struct => bare(10, length)
export const deleted = (length: number, place: Place = BODY) =>
  item(1, place, (encoder) => encoding.writeVarUint(encoder, length))
export const json = (texts: string[], place: Place = BODY) => item(2, place, list(texts))
export const binary = (bytes: Uint8Array, place: Place = BODY) =>
  item(3, place, (encoder) => encoding.writeVarUint8Array(encoder, bytes))
export const text = (words: string, place: Place = BODY) =>
  item(4, place, (encoder) => encoding.writeVarString(encoder, words))
export const embed = (value: string, place: Place = BODY) =>
  item(5, place, (encoder) => encoding.writeVarString(encoder, value))
export const format = (key: string, value: string, place: Place = BODY) =>
  item(6, place, (encoder) => {
    encoding.writeVarString(encoder, key)
    encoding.writeVarString(encoder, value)
  })
/** 0 array, 1 map, 2 text, 3 element, 4 fragment, 5 hook, 6 xml text. */
export const type = (ref: number, place: Place = BODY) =>
  item(7, place, (encoder) => {
    encoding.writeVarUint(encoder, ref)
    if (ref === 3 || ref === 5) encoding.writeVarString(encoder, 'name')
  })
export const any = (values: Struct[], place: Place = BODY) =>
  item(8, place, (encoder) => {
    encoding.writeVarUint(encoder, values.length)
    for (const value of values) value(encoder)
  })
export const subdocument = (guid: string, options: Struct, place: Place = BODY) =>
  item(9, place, (encoder) => {
    encoding.writeVarString(encoder, guid)
    options(encoder)
  })

/** A value as lib0 writes it. */
export const value =
  (of: unknown): Struct =>
  (encoder) =>
    encoding.writeAny(encoder, of as Parameters<typeof encoding.writeAny>[1])

/** Objects in objects, each under one key; `__proto__` is a key like another in the bytes. */
export const nestedValue =
  (depth: number, key = 'a'): Struct =>
  (encoder) => {
    for (let level = 0; level < depth; level++) {
      encoding.writeUint8(encoder, 118)
      encoding.writeVarUint(encoder, 1)
      encoding.writeVarString(encoder, key)
    }
    encoding.writeUint8(encoder, 126)
  }

/** Content kind `ref`, whatever follows. */
export function item(ref: number, place: Place, content: Struct): Struct {
  return (encoder) => {
    const { left, right } = 'root' in place || 'in' in place ? {} : place
    const key = 'key' in place ? place.key : undefined
    const flags = (left ? 128 : 0) + (right ? 64 : 0) + (key === undefined ? 0 : 32)
    encoding.writeUint8(encoder, flags + ref)
    for (const id of [left, right]) if (id) numbers(encoder, id.client, id.clock)
    if ('root' in place) {
      encoding.writeVarUint(encoder, 1)
      encoding.writeVarString(encoder, place.root)
    } else if ('in' in place) numbers(encoder, 0, place.in.client, place.in.clock)
    if (key !== undefined) encoding.writeVarString(encoder, key)
    content(encoder)
  }
}

export const lengthAndBytes =
  (bytes: Uint8Array): Struct =>
  (encoder) =>
    encoding.writeVarUint8Array(encoder, bytes)

const bare =
  (ref: number, length: number): Struct =>
  (encoder) => {
    encoding.writeUint8(encoder, ref)
    encoding.writeVarUint(encoder, length)
  }

const list =
  (texts: string[]): Struct =>
  (encoder) => {
    encoding.writeVarUint(encoder, texts.length)
    for (const one of texts) encoding.writeVarString(encoder, one)
  }

function numbers(encoder: encoding.Encoder, ...all: number[]): void {
  for (const number of all) encoding.writeVarUint(encoder, number)
}
