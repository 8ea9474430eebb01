import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { Binding } from '../../client/binding/binding.ts'
import { schema } from '../../client/editor/schema.ts'
import { restoringId } from '../../shared/document/restored.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import { type Rng, seededRng } from '../../shared/kit/rng.ts'
import { Writer } from '../support/writer.ts'
import { freshBlock } from './edits.ts'
import { Hand } from './hand.ts'
import type { Alphabet } from './letters.ts'

/** How long the document is that all begin with. */
interface Length {
  readonly blocks: number
  readonly words: number
}

const TWELVE_BLOCKS: Length = { blocks: 12, words: 8 }
/** Bursts of typing end with the edit here, however slow the machine is. */
const STANDING: Clock = { now: () => 0, after: () => () => {} }

/** A document of blocks of every kind, written by somebody who left. */
export function opening(
  alphabet: Alphabet,
  rng: Rng,
  length = TWELVE_BLOCKS,
): { base: Uint8Array; words: string[] } {
  const author = new Writer({ name: 'base', schema, clientID: 1 })
  const hand = new Hand(author, rng, alphabet, 0)
  const words: string[] = []
  const blocks = Array.from({ length: length.blocks }, () => {
    const mine = alphabet.words(length.words, rng)
    words.push(...mine)
    return freshBlock(hand, mine)
  })
  author.dispatch(author.state.tr.replaceWith(0, author.state.doc.content.size, blocks))
  const base = Y.encodeStateAsUpdate(author.ydoc)
  author.close()
  return { base, words }
}

/** A person who has the base text and has written nothing yet. */
export function arrives(name: string, base: Uint8Array, rng: Rng): Writer {
  const clientID = 2 + Math.floor(rng() * 2 ** 31)
  // Drawn apart: who restores under the lower id has nothing to do with who writes under it.
  const restoringAs = restoringId(seededRng(clientID))
  // Named, or Yjs would throw thirty dice for a name that nobody asks for.
  const ydoc = new Y.Doc({ guid: name })
  const writer = new Writer({
    name,
    ydoc,
    schema,
    clientID,
    restoringAs,
    clock: STANDING,
    keeps: false,
  })
  Y.applyUpdate(writer.ydoc, base, 'base')
  return writer
}

/** The document as somebody sees it who loads it now. */
export function rebuilt(writer: Writer): Node {
  const copy = new Y.Doc({ guid: 'rebuilt' })
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(writer.ydoc))
  const fresh = new Binding({ text: copy.getText('body'), schema: writer.state.schema })
  const { doc } = fresh
  fresh.close()
  return doc
}
