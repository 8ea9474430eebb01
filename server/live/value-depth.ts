/**
 * Yjs and everything behind it walk values by recursion; a browser's stack ends at a few thousand.
 * Nobody who writes a document needs a tenth of this.
 */
const DEEPEST = 64

/**
 * True if a value is nested so deep that some reader's stack would end. Looked at level by level, so
 * that our own stack does not end either.
 */
export function isDeep(value: unknown): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; depth <= DEEPEST; depth++) {
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null && !ArrayBuffer.isView(one) ? insideOf(one) : [],
    )
    if (level.length === 0) return false
  }
  return true
}

const PLAIN: readonly unknown[] = [null, Object.prototype, Array.prototype]

/** lib0 reads a key `__proto__` into the prototype, where values would hide. */
function insideOf(one: object): unknown[] {
  const hidden: unknown = Object.getPrototypeOf(one)
  return PLAIN.includes(hidden) ? Object.values(one) : [...Object.values(one), hidden]
}
