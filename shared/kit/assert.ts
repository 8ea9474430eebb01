/** A bug, not an ordinary "no": says which sentence of the code turned out false. */
export function assert(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${sentence}`)
}

export function must<T>(value: T | null | undefined, sentence: string): T {
  if (value === null || value === undefined) throw new Error(`missing: ${sentence}`)
  return value
}

/** Closes every switch over a union. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`)
}
