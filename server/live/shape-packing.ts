/**
 * Shapes on their way between threads. As numbers in one buffer they change hands for nothing; as
 * objects a hundred thousand ranges would cost the event loop a fifth of a second to receive. They
 * stay packed: whoever refuses an update has seldom looked at more than its first few hundred.
 */
import type { Listed, Range } from './clock-set.ts'
import type { Clock } from './placement.ts'
import type { Beside, ReadShape } from './update-shape.ts'

const WORDS = ['malformed', 'too-large'] as const
/** Where a word would be told by its place. */
const NO_WORD = -1

type Numbers = Float64Array<ArrayBuffer>

export function packShapes(shapes: readonly ReadShape[]): Numbers {
  const packed = new Float64Array(shapes.reduce((sum, shape) => sum + lengthOf(shape), 1))
  let at = 0
  const put = (number: number) => {
    packed[at++] = number
  }
  const putAll = <T>(list: Listed<T>, putOne: (one: T) => void) => {
    put(list.length)
    for (const one of list) putOne(one)
  }
  const putRange = ({ client, from, to }: Range) => {
    put(client)
    put(from)
    put(to)
  }
  const putClock = ({ client, clock }: Clock) => {
    put(client)
    put(clock)
  }
  put(shapes.length)
  for (const shape of shapes) {
    put(typeof shape === 'string' ? WORDS.indexOf(shape) : NO_WORD)
    if (typeof shape === 'string') continue
    putAll(shape.structs, putRange)
    putAll(shape.deletes, putRange)
    putAll(shape.inner, putRange)
    putAll(shape.needs, ([client, clock]) => putClock({ client, clock }))
    putAll(shape.beside, ({ range, at }) => {
      putRange(range)
      putClock(at)
    })
    putAll(shape.typesBeside, putClock)
  }
  return packed
}

export function unpackShapes(packed: Numbers): ReadShape[] {
  let at = 0
  const next = () => packed[at++] ?? 0
  const list = <T>(width: number, read: Read<T>): Listed<T> => {
    const length = next()
    const start = at
    at += length * width
    return new PackedList(packed, start, length, width, read)
  }
  return Array.from({ length: next() }, () => {
    const word = WORDS[next()]
    return (
      word ?? {
        structs: list(3, readRange),
        deletes: list(3, readRange),
        inner: list(3, readRange),
        needs: list(2, readNeed),
        beside: list(5, readBeside),
        typesBeside: list(2, readClock),
      }
    )
  })
}

type Read<T> = (packed: Numbers, at: number) => T

class PackedList<T> implements Listed<T> {
  readonly length: number
  #packed: Numbers
  #start: number
  #width: number
  #read: Read<T>

  constructor(packed: Numbers, start: number, length: number, width: number, read: Read<T>) {
    this.length = length
    this.#packed = packed
    this.#start = start
    this.#width = width
    this.#read = read
  }

  *[Symbol.iterator](): Generator<T> {
    const end = this.#start + this.length * this.#width
    for (let at = this.#start; at < end; at += this.#width) yield this.#read(this.#packed, at)
  }
}

const numberAt = (packed: Numbers, at: number) => packed[at] ?? 0
const readRange: Read<Range> = (packed, at) => ({
  client: numberAt(packed, at),
  from: numberAt(packed, at + 1),
  to: numberAt(packed, at + 2),
})
const readClock: Read<Clock> = (packed, at) => ({
  client: numberAt(packed, at),
  clock: numberAt(packed, at + 1),
})
const readNeed: Read<readonly [client: number, end: number]> = (packed, at) => [
  numberAt(packed, at),
  numberAt(packed, at + 1),
]
const readBeside: Read<Beside> = (packed, at) => ({
  range: readRange(packed, at),
  at: readClock(packed, at + 3),
})

/** In numbers. */
function lengthOf(shape: ReadShape): number {
  if (typeof shape === 'string') return 1
  const { structs, deletes, inner, needs, beside, typesBeside } = shape
  const ranges = structs.length + deletes.length + inner.length
  return 7 + 3 * ranges + 2 * (needs.length + typesBeside.length) + 5 * beside.length
}
