import { Mark, Schema } from '@tiptap/pm/model'
import { schema } from '../../client/editor/schema.ts'
import type { Formats } from '../../shared/document/formats.ts'
import { KINDS } from '../../shared/document/grammar.ts'
import { must } from '../../shared/kit/assert.ts'
import type { Writer } from '../support/writer.ts'
import type { Alphabet } from './letters.ts'

const FORGOTTEN = {
  attributes: ['checked', 'language', 'align'],
  marks: ['underline', 'link', 'highlight', 'code'],
  leaves: ['mention'],
  kinds: ['quote', 'divider'],
} as const

const KNOWN_MARKS = new Set(['bold', 'italic', 'strike'])

/** A writer's options before all that was known. */
export function olderVersion(): { schema: Schema; kinds: string[] } {
  const kinds = KINDS.filter((kind) => !FORGOTTEN.kinds.some((one) => one === kind))
  return { schema: olderSchema(), kinds }
}

/** Of some formats those that the older version cannot name. */
export function unknownToBo(formats: Formats): Formats {
  return Object.fromEntries(Object.entries(formats).filter(([name]) => !KNOWN_MARKS.has(name)))
}

/** A document with one of everything, also what only a version after ours could have written. */
export function writesNewThings(ann: Writer, alphabet: Alphabet): void {
  const word = (...marks: Mark[]) => schema.text(alphabet.word(4), Mark.setFrom(marks))
  const mention = (...marks: Mark[]) =>
    schema.node('mention', { id: 'p1', label: 'Cleo' }, undefined, Mark.setFrom(marks))
  const link = schema.mark('link', { href: 'https://a.example' })
  const glitter = schema.mark('unknownMark', { data: { glitter: { of: [1, 2] } } })
  const [bold, underline, highlight, code] = ['bold', 'underline', 'highlight', 'code'].map(
    (name) => schema.mark(name),
  ) as [Mark, Mark, Mark, Mark]
  const everything = [
    ...[word(bold), word(underline), word(link, bold), word(highlight, glitter), mention(bold)],
    ...[word(), schema.node('break'), word(code, underline), word()],
    ...[
      schema.node('unknown', { data: { t: 'emoji', name: 'tada' } }, undefined, [glitter]),
      word(bold),
    ],
  ]
  ann.dispatch(
    ann.state.tr.replaceWith(0, ann.state.doc.content.size, [
      schema.node('block', { align: 'center', extra: { glow: { by: 2 } } }, everything),
      schema.node('block', { kind: 'heading', level: 2, list: 'task', checked: true }, [
        word(link),
      ]),
      schema.node('block', { kind: 'code', language: 'ts', extra: { lines: true } }, [
        word(),
        word(),
      ]),
      schema.node('block', { kind: 'quote', dir: 'rtl' }, [
        word(),
        mention(underline),
        word(underline),
      ]),
      schema.node('solid', { kind: 'divider' }),
      schema.node('solid', { kind: 'callout', extra: { icon: 'x' } }, [word(glitter), mention()]),
      schema.node('block', null, [word()]),
    ]),
  )
}

/** What the editor was like before it knew some attributes, marks and leaves. */
function olderSchema(): Schema {
  let { nodes, marks } = schema.spec
  for (const name of FORGOTTEN.leaves) nodes = nodes.remove(name)
  for (const name of FORGOTTEN.marks) marks = marks.remove(name)
  for (const name of ['block', 'solid']) {
    const spec = must(nodes.get(name), name)
    const known = Object.entries(spec.attrs ?? {}).filter(
      ([attribute]) => !FORGOTTEN.attributes.some((one) => one === attribute),
    )
    nodes = nodes.update(name, { ...spec, attrs: Object.fromEntries(known) })
  }
  return new Schema({ nodes, marks, topNode: schema.spec.topNode ?? 'doc' })
}
