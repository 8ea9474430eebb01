/** Mark values in force at a place, by name; an absent name means no such mark. Never changed. */
export type Formats = Readonly<Record<string, unknown>>

/**
 * How many marks can be in force at one place. Each costs every word after it, so that thousands of
 * names in one block would freeze whoever reads it ([DM15]).
 */
const FORMATS_AT_MOST = 64

export const NO_FORMATS: Formats = Object.freeze({})

export function withFormat(formats: Formats, key: string, value: unknown): Formats {
  if (value !== null && value !== undefined) {
    if (!Object.hasOwn(formats, key) && Object.keys(formats).length >= FORMATS_AT_MOST)
      return formats
    return { ...formats, [key]: value }
  }
  if (!Object.hasOwn(formats, key)) return formats
  const rest = Object.entries(formats).filter(([name]) => name !== key)
  return rest.length > 0 ? Object.fromEntries(rest) : NO_FORMATS
}

export function formatValue(formats: Formats, key: string): unknown {
  return Object.hasOwn(formats, key) ? formats[key] : null
}

export function sameFormats(a: Formats, b: Formats): boolean {
  if (a === b) return true
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]))
}

/** Equality of JSON values. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
    return a.every((value, at) => sameValue(value, b[at]))
  }
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every(
    (key) =>
      Object.hasOwn(b, key) && sameValue(Reflect.get(a, key) as unknown, Reflect.get(b, key)),
  )
}
