import type * as Y from 'yjs'
import { bodyOf } from '../../shared/document/body.ts'
import type { Formats } from '../../shared/document/formats.ts'
import { readText } from '../../shared/document/reading.ts'
import { isLetter, type Letter } from './letters.ts'

export type WireInline = readonly [what: unknown, formats: Formats]

export interface WireBlock {
  readonly marker: Record<string, unknown> | null
  readonly inline: readonly WireInline[]
}

/** A document in the words of the wire, as no version's schema can colour it. */
export function wireOf(ydoc: Y.Doc): WireBlock[] {
  return readText(bodyOf(ydoc)).blocks.map(({ marker, inline }) => ({
    marker: marker === null ? null : marker.toJSON(),
    inline: joined(inline.map((one) => ['text' in one ? one.text : one.leaf, one.formats])),
  }))
}

/** The formats of each traceable letter. */
export function formatsByLetter(ydoc: Y.Doc): Map<Letter, Formats> {
  const formats = new Map<Letter, Formats>()
  for (const [what, has] of wireOf(ydoc).flatMap(({ inline }) => inline)) {
    if (typeof what !== 'string') continue
    for (const character of what) {
      const code = character.charCodeAt(0)
      if (isLetter(code)) formats.set(code, has)
    }
  }
  return formats
}

/** The leaves in order, but for line breaks. */
export function leavesIn(ydoc: Y.Doc): WireInline[] {
  return wireOf(ydoc)
    .flatMap(({ inline }) => inline)
    .filter(([what]) => typeof what !== 'string' && JSON.stringify(what) !== '{"t":"break"}')
}

/** Yjs cuts words into pieces as it pleases: what has the same formats is one. */
function joined(pieces: readonly WireInline[]): WireInline[] {
  const whole: WireInline[] = []
  for (const [what, formats] of pieces) {
    const last = whole.at(-1)
    const goesOn =
      last &&
      typeof last[0] === 'string' &&
      typeof what === 'string' &&
      sameFormats(last[1], formats)
    if (goesOn) whole.splice(-1, 1, [`${last[0]}${what}`, formats])
    else whole.push([what, formats])
  }
  return whole
}

function sameFormats(one: Formats, other: Formats): boolean {
  const sorted = (formats: Formats) => JSON.stringify(Object.entries(formats).sort())
  return sorted(one) === sorted(other)
}
