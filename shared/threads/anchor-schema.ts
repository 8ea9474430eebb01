import { fromBase64, toBase64 } from 'lib0/buffer'
import * as Y from 'yjs'
import * as z from 'zod/mini'

/** Lengths in UTF-16 units. */
export const QUOTE_LENGTHS = { exact: 512, prefix: 64, suffix: 64 } as const
/** Of one relative position in base64: two numbers of at most 53 bits need 24. */
const POSITION_LENGTH = 64

/** Words cut in the middle of a letter outside the basic plane stay text. */
const words = (least: number, most: number) =>
  z.pipe(
    z.string().check(z.minLength(least), z.maxLength(most)),
    z.transform((text) => text.toWellFormed()),
  )

/** What stood there when the thread was begun or last moved. */
const quote = (least: number) =>
  z.object({
    exact: words(least, QUOTE_LENGTHS.exact),
    prefix: words(0, QUOTE_LENGTHS.prefix),
    suffix: words(0, QUOTE_LENGTHS.suffix),
  })

/** `client:clock` of the block's marker, as `binding.blockId` gives it. */
const block = z.string().check(z.regex(/^\d{1,16}:\d{1,16}$/))

/** A Yjs relative position, as `encodePosition` writes it. */
const position = z.string().check(
  z.maxLength(POSITION_LENGTH),
  z.refine((text) => decodePosition(text) !== null),
)

/**
 * Where a thread points. Nobody judges on the server whether it points anywhere: each client
 * resolves it in the document that it has. [TH1]
 */
export const anchorSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    start: position,
    end: position,
    /** The block in which it starts; null: words whose block somebody deleted. */
    block: z.nullable(block),
    quote: quote(1),
  }),
  z.object({ kind: z.literal('block'), block, quote: quote(0) }),
  z.object({ kind: z.literal('document') }),
])
export type Anchor = z.infer<typeof anchorSchema>
export type Quote = Extract<Anchor, { kind: 'text' }>['quote']

export function encodePosition(position: Y.RelativePosition): string {
  return toBase64(Y.encodeRelativePosition(position))
}

/** null: not what `encodePosition` writes, to the last byte. */
export function decodePosition(text: string): Y.RelativePosition | null {
  try {
    const position = Y.decodeRelativePosition(fromBase64(text))
    return encodePosition(position) === text ? position : null
  } catch {
    return null
  }
}
