import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { expect, test } from 'vitest'
import { quickly } from '../../client/threads/quick-decorations.ts'
import { must } from '../../shared/kit/assert.ts'
import { seededRng } from '../../shared/kit/rng.ts'
import { scene } from './anchor-stage.ts'

test('[AN10] each block gets the same decorations as from ProseMirror itself, changes included', () => {
  const rng = seededRng(7)
  const { ann } = scene(...Array.from({ length: 40 }, (_, line) => `line ${line} of words`))
  let { doc } = ann.writer
  const any = (limit: number) => Math.floor(rng() * limit)
  const threads = Array.from({ length: 30 }, (_, thread): Decoration => {
    const from = 1 + any(doc.content.size - 40)
    const $from = doc.resolve(from)
    const spec = { thread: `t${thread}`, place: thread % 4 === 0 ? 'block' : 'text' }
    return thread % 4 === 0 && $from.depth > 0
      ? Decoration.node($from.before(), $from.after(), { class: 'thread' }, spec)
      : Decoration.inline(from, from + 1 + any(30), { class: 'thread' }, { ...spec, place: 'text' })
  })
  threads.sort((a, b) => a.from - b.from)
  let set = DecorationSet.create(doc, threads)
  let compared = 0
  for (let round = 0; round < 50; round += 1) {
    expect(quickly(set)).toBe(quickly(set))
    doc.forEach((block, offset) => {
      const [ours, theirs] = [quickly(set), set].map((one) => {
        const found: unknown[] = []
        one.forChild(offset, block).forEachSet((share) => found.push(share.find().map(told)))
        return JSON.stringify(found)
      })
      expect(ours).toBe(theirs)
      compared += ours?.includes('thread') ? 1 : 0
    })
    const { tr } = ann.writer.state
    ann.writer.dispatch(
      rng() < 0.5 ? tr.insertText('xy', 1 + any(500)) : tr.delete(300, 302 + any(9)),
    )
    set = set.map(tr.mapping, ann.writer.doc)
    doc = ann.writer.doc
  }
  expect(compared).toBeGreaterThan(100)
})

test('[AN10] the editor is given the quick form', () => {
  const { ann } = scene('Title', 'one two')
  ann.comments('t', 'one')
  const plugin = must(ann.writer.state.plugins.at(-1), 'the plugin')
  const given = must(plugin.props.decorations?.call(plugin, ann.writer.state), 'decorations')
  expect(given).toBeInstanceOf(DecorationSet)
  expect(Object.hasOwn(given, 'forChild')).toBe(true)
})

function told({ from, to, spec }: Decoration): unknown {
  return [from, to, spec]
}
