import { Fragment, Slice } from '@tiptap/pm/model'
import { expect, test } from 'vitest'
import { schema } from '../../client/editor/schema.ts'
import { must } from '../../shared/kit/assert.ts'
import { meet, Writer } from '../support/writer.ts'

// What random sessions found, told as short plays; each with either of two having the lower id.

const block = must(schema.nodes.block, 'block')
const paragraph = (words: string) => block.create(null, schema.text(words))
const words = ({ doc }: Writer) => doc.children.map((one) => one.textContent)

for (const ids of [
  [2, 3],
  [3, 2],
]) {
  const meets = (lines: readonly string[]) => {
    const [ann, bo] = ids.map((clientID, at) => {
      return new Writer({ name: at === 0 ? 'ann' : 'bo', clientID })
    }) as [Writer, Writer]
    ann.dispatch(ann.state.tr.replaceWith(0, ann.doc.content.size, lines.map(paragraph)))
    meet(ann, bo)
    return { ann, bo }
  }

  /** `one`, then `x` whose block ann deleted while bo wrote it, then the other lines. */
  const strands = (...others: readonly string[]) => {
    const { ann, bo } = meets(['one', 'gone', ...others])
    ann.dispatch(ann.state.tr.delete(5, 11))
    bo.dispatch(bo.state.tr.insertText('x', 8))
    meet(ann, bo)
    expect(words(ann)).toEqual(['one', 'x', ...others])
    return { ann, bo }
  }

  test(`[DM25] what bo types at a start stays with it when ann pastes blocks there (${ids})`, () => {
    const { ann, bo } = meets(['one'])
    ann.dispatch(
      ann.state.tr.replace(1, 1, new Slice(Fragment.from(['a', 'b'].map(paragraph)), 1, 1)),
    )
    bo.dispatch(bo.state.tr.insertText('x', 1))
    meet(ann, bo)
    expect(words(ann)[0]).toBe('a')
    expect(['bxone', 'xbone']).toContain(words(ann)[1])
    expect(ann.doc.eq(bo.doc)).toBe(true)
  })

  test(`[DM28] an edit beside stranded words leaves their ends to who types there (${ids})`, () => {
    const { ann, bo } = strands('two', 'three')
    ann.dispatch(ann.state.tr.join(13))
    ann.dispatch(ann.state.tr.split(3))
    bo.dispatch(bo.state.tr.insertText('y', 7))
    bo.dispatch(bo.state.tr.insertText('w', 6))
    meet(ann, bo)
    expect(words(ann)).toEqual(['on', 'e', 'wxy', 'twothree'])
    expect(ann.doc.eq(bo.doc)).toBe(true)
  })

  test(`a caret in front of stranded words stays there when a block comes before it (${ids})`, () => {
    const { ann, bo } = strands('two')
    bo.select(6)
    ann.dispatch(ann.state.tr.split(4))
    meet(ann, bo)
    expect(words(bo)).toEqual(['one', '', 'x', 'two'])
    expect(bo.state.selection.head).toBe(8)
  })
}
