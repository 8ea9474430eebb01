import { Fragment, Mark, type Node, type NodeType, type Schema } from '@tiptap/pm/model'
import type * as Y from 'yjs'
import { type Formats, NO_FORMATS, sameFormats, sameValue } from '../../shared/document/formats.ts'
import { ATTRIBUTES, isSolidKind, KINDS, LEAVES, MARKS } from '../../shared/document/grammar.ts'
import { type Inline, readMarker } from '../../shared/document/reading.ts'
import { must } from '../../shared/kit/assert.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * Translates between the wire's words and one ProseMirror schema. What the schema does not know
 * becomes `extra`, `unknownMark`, `unknown` or a solid block, and goes back as it came. The lists of
 * the grammar are asked, never a node's `spec.attrs`: an extension's attribute is not wire format.
 */
export class Vocabulary {
  readonly schema: Schema
  readonly #kinds: readonly string[]
  readonly #block: NodeType
  readonly #solid: NodeType
  readonly #attributes: readonly string[]
  readonly #marks = new WeakMap<Formats, readonly Mark[]>()
  readonly #formats = new WeakMap<readonly Mark[], Formats>()

  constructor(schema: Schema, kinds: readonly string[] = KINDS) {
    this.schema = schema
    this.#kinds = kinds
    this.#block = must(schema.nodes.block, 'the schema has a block')
    this.#solid = must(schema.nodes.solid, 'the schema has a solid block')
    const { attrs } = this.#block.spec
    this.#attributes = Object.keys(ATTRIBUTES).filter((name) => attrs && name in attrs)
  }

  // Yjs → ProseMirror

  blockNode(marker: Y.Map<unknown> | null, inline: readonly Inline[]): Node {
    const { attributes, extra } = readMarker(marker, this.#attributes)
    const type = this.typeOfKind(attributes.kind)
    return type.create({ ...attributes, extra }, this.inlineNodes(inline))
  }

  typeOfKind(kind: unknown): NodeType {
    return isSolidKind(kind, this.#kinds) ? this.#solid : this.#block
  }

  inlineNodes(inline: readonly Inline[]): Fragment {
    const nodes: Node[] = []
    let words = ''
    let formats = NO_FORMATS
    const flush = () => {
      if (words) nodes.push(this.schema.text(words, this.marks(formats)))
      words = ''
    }
    for (const one of inline) {
      if ('text' in one) {
        if (!sameFormats(formats, one.formats)) flush()
        formats = one.formats
        words += one.text
      } else {
        flush()
        nodes.push(this.leafNode(one.leaf, one.formats))
      }
    }
    flush()
    return Fragment.fromArray(nodes)
  }

  leafNode(data: unknown, formats: Formats): Node {
    const marks = this.marks(formats)
    const known = this.#knownLeaf(data)
    if (known) return known.type.create(known.attrs, null, marks)
    return must(this.schema.nodes.unknown, 'the schema has unknown').create({ data }, null, marks)
  }

  marks(formats: Formats): readonly Mark[] {
    if (formats === NO_FORMATS) return Mark.none
    const cached = this.#marks.get(formats)
    if (cached) return cached
    const marks: Mark[] = []
    const unknown: [string, unknown][] = []
    for (const key of Object.keys(formats).sort()) {
      const mark = this.#knownMark(key, formats[key])
      if (mark) marks.push(mark)
      else unknown.push([key, formats[key]])
    }
    if (unknown.length > 0) {
      const type = must(this.schema.marks.unknownMark, 'the schema has unknownMark')
      marks.push(type.create({ data: Object.fromEntries(unknown) }))
    }
    const set = Mark.setFrom(marks)
    this.#marks.set(formats, set)
    return set
  }

  // ProseMirror → Yjs

  /** What a marker of this block says: only what differs from the defaults. */
  marker(node: Node): Json {
    const { known, extra } = this.attributes(node)
    const changed = Object.entries(known).filter(
      ([name, value]) => !sameValue(value, ATTRIBUTES[name as keyof typeof ATTRIBUTES]),
    )
    return { ...extra, ...Object.fromEntries(changed) }
  }

  /** All that a block says, in the wire's words. */
  attributes(node: Node): { known: Json; extra: Json } {
    const known = this.#attributes.map((name) => [name, node.attrs[name] as unknown])
    return { known: Object.fromEntries(known) as Json, extra: (node.attrs.extra ?? {}) as Json }
  }

  formats(marks: readonly Mark[]): Formats {
    if (marks.length === 0) return NO_FORMATS
    const cached = this.#formats.get(marks)
    if (cached) return cached
    // A name of ours set over an unknown form of the same name takes its place.
    const isUnknown = (mark: Mark) => mark.type.name === 'unknownMark'
    const last = [...marks.filter(isUnknown), ...marks.filter((mark) => !isUnknown(mark))]
    const said = last.flatMap((mark) => Object.entries(this.formatsOfMark(mark)))
    const formats = Object.fromEntries(said) as Formats
    this.#formats.set(marks, formats)
    return formats
  }

  /** Would these marks come back from the wire as they are? */
  keeps(marks: readonly Mark[]): boolean {
    return Mark.sameSet(this.marks(this.formats(marks)), marks)
  }

  formatsOfMark(mark: Mark): Formats {
    const { name } = mark.type
    if (name === 'unknownMark') return (mark.attrs.data ?? {}) as Formats
    const names = MARKS[name] ?? []
    if (names.length === 0) return { [name]: true }
    return { [name]: Object.fromEntries(names.map((one) => [one, mark.attrs[one] as unknown])) }
  }

  leafData(node: Node): unknown {
    const { name } = node.type
    if (name === 'unknown') return node.attrs.data as unknown
    const said = (LEAVES[name] ?? [])
      .map((one) => [one, node.attrs[one] as unknown] as const)
      .filter(([, value]) => value !== null && value !== undefined)
    return { t: name, ...Object.fromEntries(said) }
  }

  /** Null when the schema does not know this leaf, or it says more than this version knows. */
  #knownLeaf(data: unknown): { type: NodeType; attrs: Json } | null {
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return null
    const { t, ...attrs } = data as Record<string, unknown>
    if (typeof t !== 'string' || !Object.hasOwn(LEAVES, t)) return null
    const type = this.schema.nodes[t]
    if (!type || !isWithin(attrs, LEAVES[t])) return null
    return { type, attrs }
  }

  #knownMark(key: string, value: unknown): Mark | null {
    const type = Object.hasOwn(MARKS, key) ? this.schema.marks[key] : undefined
    const names = MARKS[key]
    if (!type || !names) return null
    if (names.length === 0) return value === true ? type.create() : null
    if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return null
    return isWithin(value, names) ? type.create(value as Json) : null
  }
}

/** Plain values of these names only: anything more would be lost in a known form. */
function isWithin(value: object, names: readonly string[] = []): boolean {
  return Object.entries(value).every(
    ([name, one]) => names.includes(name) && (one === null || typeof one !== 'object'),
  )
}

/** The marker map's own keys that `setKeys` compares, extra ones included. */
export function allKeys({ known, extra }: { known: Json; extra: Json }): Json {
  return { ...extra, ...known }
}
