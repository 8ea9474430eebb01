import { Schema } from '@tiptap/pm/model'
import { schema } from '../../client/editor/schema.ts'
import { must } from '../../shared/kit/assert.ts'

export const FORGOTTEN = {
  attributes: ['checked', 'language', 'align'],
  marks: ['underline', 'link', 'highlight', 'code'],
  leaves: ['mention'],
  kinds: ['quote', 'divider'],
} as const

/** What the editor was like before it knew some attributes, marks and leaves. */
export function olderSchema(): Schema {
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
