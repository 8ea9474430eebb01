import type * as Y from 'yjs'
import { seededRng } from '../../shared/kit/rng.ts'
import type { Edit } from './schedule.ts'

/** Longer than a tail may be before it is folded. */
const LONG = 66_000

/** One edit of the text, as any Yjs client might make it. */
export function edits(doc: Y.Doc, how: Edit, dice: number, name: string): void {
  const rng = seededRng(dice)
  const body = doc.getText('body')
  const at = Math.floor(rng() * (body.length + 1))
  const some = Math.min(body.length - at, 1 + Math.floor(rng() * 6))
  switch (how) {
    case 'insert':
      body.insert(at, `${name} ${dice % 1000}.`)
      return
    case 'delete':
      if (some > 0) body.delete(at, some)
      return
    case 'replace':
      doc.transact(() => {
        if (some > 0) body.delete(at, some)
        body.insert(at, name)
      })
      return
    case 'long':
      if (body.length < LONG) body.insert(at, 'long '.repeat(LONG / 5))
      else body.delete(0, body.length)
      return
    case 'format':
      if (some > 0) body.format(at, some, { bold: rng() < 0.5 ? true : null })
      return
    case 'embed':
      body.insertEmbed(at, { image: dice % 1000 })
      return
    case 'map':
      doc.getMap('notes').set(`note ${Math.floor(rng() * 3)}`, dice)
  }
}
