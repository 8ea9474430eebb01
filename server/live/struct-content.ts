import { type Decoder, readAny, readVarString, readVarUint8Array } from 'lib0/decoding'
import { readNumber } from '../../shared/wire/frame.ts'
import { isDeep } from './value-depth.ts'

export class MalformedError extends Error {}

/** What a struct holds, as the byte before it says. */
export const DELETED = 1
export const JSON_VALUES = 2
const BYTES = 3
export const TEXT = 4
const EMBED = 5
const FORMAT = 6
const TYPE = 7
export const VALUES = 8
const DOCUMENT = 9

/** Types that say their name: an XML element, an XML hook. */
const NAMED_TYPES = [3, 5]
const LAST_TYPE = 6
/** Shorter texts are looked through faster than handed over to a decoder. */
const SHORT = 64

/** Reads past what structs hold, as Yjs v1 writes it, and keeps nothing but what must be known of it. */
export class ContentReader {
  /** The content that was read last is a type. */
  isType = false
  /** Some value is nested so deep that replicas would lose their way. */
  isTooDeep = false
  readonly #decoder: Decoder

  constructor(decoder: Decoder) {
    this.#decoder = decoder
  }

  /** How many clocks it fills. */
  read(kind: number): number {
    this.isType = false
    switch (kind) {
      case DELETED:
        return readNumber(this.#decoder)
      case JSON_VALUES:
        return this.#each(() => {
          const json = readVarString(this.#decoder)
          return json === 'undefined' ? undefined : JSON.parse(json)
        })
      case BYTES:
        readVarUint8Array(this.#decoder)
        return 1
      case TEXT:
        return this.text()
      case EMBED:
        this.#look(JSON.parse(readVarString(this.#decoder)))
        return 1
      case FORMAT: // its name, its value
        this.text()
        this.#look(JSON.parse(readVarString(this.#decoder)))
        return 1
      case TYPE:
        return this.#type()
      case VALUES:
        return this.#each(() => readAny(this.#decoder))
      case DOCUMENT: // inside the document: its id, its options
        this.text()
        this.#look([metaOf(readAny(this.#decoder))])
        return 1
      default:
        throw new MalformedError()
    }
  }

  /** Of how many letters (UTF-16) it is. */
  text(): number {
    const { arr, pos } = this.#decoder
    const bytes = readNumber(this.#decoder)
    const start = this.#decoder.pos
    const end = start + bytes
    if (bytes <= SHORT) {
      let at = start
      while (at < end && (arr[at] ?? 0x80) < 0x80) at++
      if (at === end) {
        this.#decoder.pos = end
        return bytes
      }
    }
    this.#decoder.pos = pos
    return readVarString(this.#decoder).length
  }

  #type(): number {
    const type = readNumber(this.#decoder)
    if (type > LAST_TYPE) throw new MalformedError()
    if (NAMED_TYPES.includes(type)) this.text()
    this.isType = true
    return 1
  }

  #each(readOne: () => unknown): number {
    const count = readNumber(this.#decoder)
    for (let left = count; left > 0; left--) {
      const value = readOne()
      if (typeof value === 'object') this.#look([value])
    }
    return count
  }

  #look(value: unknown) {
    if (isDeep(value)) this.isTooDeep = true
  }
}

/** As Yjs takes it out of a document's options. */
function metaOf(options: unknown): unknown {
  if (options === null || options === undefined) throw new MalformedError()
  return ({ ...options } as { meta?: unknown }).meta
}
