/**
 * Shapes on their way between threads. As numbers in one buffer they change hands for nothing; as
 * objects a hundred thousand ranges would cost the event loop a fifth of a second to receive.
 */
import type { Range } from './clock-set.ts'
import type { ReadShape, UpdateShape } from './update-shape.ts'

const WORDS = ['malformed', 'too-large'] as const

export function packShapes(shapes: readonly ReadShape[]): Float64Array<ArrayBuffer> {
  const numbers: number[] = [shapes.length]
  const put = (ranges: readonly Range[]) => {
    numbers.push(ranges.length)
    for (const { client, from, to } of ranges) numbers.push(client, from, to)
  }
  for (const shape of shapes) {
    if (typeof shape === 'string') {
      numbers.push(WORDS.indexOf(shape) - WORDS.length)
      continue
    }
    const { structs, deletes, needs, inner, beside, typesBeside } = shape
    put(structs)
    put(deletes)
    put(inner)
    numbers.push(needs.length)
    for (const [client, end] of needs) numbers.push(client, end)
    put(beside.map(({ range }) => range))
    for (const { at } of beside) numbers.push(at.client, at.clock)
    numbers.push(typesBeside.length)
    for (const { client, clock } of typesBeside) numbers.push(client, clock)
  }
  return Float64Array.from(numbers)
}

export function unpackShapes(packed: Float64Array): ReadShape[] {
  let at = 0
  const next = () => packed[at++] ?? 0
  // Not Array.from: it takes several times as long.
  const list = <T>(length: number, make: () => T): T[] => {
    const all: T[] = []
    for (let left = length; left > 0; left--) all.push(make())
    return all
  }
  const range = (): Range => ({ client: next(), from: next(), to: next() })
  const clock = () => ({ client: next(), clock: next() })
  return list(next(), (): ReadShape => {
    const first = next()
    if (first < 0) return WORDS[first + WORDS.length] ?? 'malformed'
    const structs = list(first, range)
    const deletes = list(next(), range)
    const inner = list(next(), range)
    const needs = list(next(), (): UpdateShape['needs'][number] => [next(), next()])
    const hanging = list(next(), range)
    const beside = hanging.map((one) => ({ range: one, at: clock() }))
    return { structs, deletes, inner, needs, beside, typesBeside: list(next(), clock) }
  })
}
