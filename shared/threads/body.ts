/**
 * What somebody says in a comment: paragraphs of words, people's names and line breaks, as a small
 * ProseMirror document. `readBody` rebuilds it from what it knows, so that nothing else gets
 * through: on the server before it is kept, on the client before it is shown. [TH2] [TH3]
 */
import * as z from 'zod/mini'

export type BodyMark =
  | { type: 'bold' }
  | { type: 'italic' }
  | { type: 'code' }
  | { type: 'link'; attrs: { href: string } }

export type BodyInline =
  | { type: 'text'; text: string; marks?: BodyMark[] }
  | { type: 'mention'; attrs: { id: string; label: string } }
  | { type: 'break' }

export interface BodyParagraph {
  type: 'paragraph'
  content?: BodyInline[]
}

export interface Body {
  type: 'doc'
  content: BodyParagraph[]
}

export type BodyReading = { kind: 'body'; body: Body } | { kind: 'refused'; sentence: string }

/** UTF-16 units; a paragraph, a line break and a name count as one and as their letters. */
export const BODY_LENGTH = 10_000
const MENTION_ID_LENGTH = 64
const MENTION_LABEL_LENGTH = 60
const HREF_LENGTH = 2_000
const SCHEMES = new Set(['http:', 'https:', 'mailto:'])

/** Unknown marks, nodes and attributes fall away, their words stay; a refusal says why. */
export function readBody(said: unknown): BodyReading {
  const refused = (sentence: string): BodyReading => ({ kind: 'refused', sentence })
  const content = field(said, 'type') === 'doc' ? field(said, 'content') : null
  if (!Array.isArray(content)) return refused('A comment is a document of paragraphs.')
  if (content.length > BODY_LENGTH) return refused(TOO_LONG)
  const paragraphs = trimmed(content.filter(isObject).map(readParagraph))
  const body: Body = { type: 'doc', content: paragraphs }
  if (!SEEN.test(plainOf(body))) return refused('A comment needs a word.')
  return lengthOf(body) > BODY_LENGTH ? refused(TOO_LONG) : { kind: 'body', body }
}

/** Neither a space nor a sign that takes no room. */
const SEEN = /[^\s\p{Cf}]/u
const TOO_LONG = 'A comment has at most 10,000 letters.'

/** The same as a schema, for facts and requests. */
export const bodySchema = z.pipe(
  z.unknown(),
  z.transform((said, context): Body => {
    const reading = readBody(said)
    if (reading.kind === 'body') return reading.body
    context.issues.push({ code: 'custom', message: reading.sentence, input: said })
    return z.NEVER
  }),
)

/** The words alone: a paragraph or a line break is a line. */
export function plainOf(body: Body): string {
  return body.content.map(({ content }) => (content ?? []).map(wordsOf).join('')).join('\n')
}

/** Plain words as a body, a line a paragraph. */
export function bodyOf(text: string): Body {
  const lines = text.split('\n')
  const content = lines.map((line): BodyParagraph => {
    const inline = textOf(line, [])
    return inline.length > 0 ? { type: 'paragraph', content: inline } : { type: 'paragraph' }
  })
  return { type: 'doc', content }
}

/** Depth is fixed: whatever a paragraph holds besides words is passed over unread. */
function readParagraph(said: object): BodyParagraph {
  const content = field(said, 'content')
  if (field(said, 'type') !== 'paragraph' || !Array.isArray(content)) return { type: 'paragraph' }
  const inline = content.filter(isObject).flatMap(readInline)
  return inline.length > 0 ? { type: 'paragraph', content: inline } : { type: 'paragraph' }
}

function readInline(said: object): BodyInline[] {
  const type = field(said, 'type')
  if (type === 'break') return [{ type: 'break' }]
  if (type === 'mention') return readMention(field(said, 'attrs'))
  const text = field(said, 'text')
  const marks = field(said, 'marks')
  if (typeof text !== 'string') return []
  return textOf(text, Array.isArray(marks) ? readMarks(marks) : [])
}

/** Control characters would tear lines and logs; the fence U+001E is one of them. */
function textOf(said: string, marks: BodyMark[]): BodyInline[] {
  const text = clean(said)
  if (text === '') return []
  return [marks.length > 0 ? { type: 'text', text, marks } : { type: 'text', text }]
}

function readMention(attrs: unknown): BodyInline[] {
  const id = field(attrs, 'id')
  const label = field(attrs, 'label')
  if (typeof id !== 'string' || typeof label !== 'string') return []
  if (id === '' || id.length > MENTION_ID_LENGTH || label.length > MENTION_LABEL_LENGTH) return []
  return [{ type: 'mention', attrs: { id: clean(id), label: clean(label) } }]
}

/** Each kind of mark at most once, in one order, so that the same words have the same JSON. */
function readMarks(said: readonly unknown[]): BodyMark[] {
  const types = new Set(said.slice(0, 16).map((mark) => field(mark, 'type')))
  const marks: BodyMark[] = []
  for (const type of ['bold', 'italic', 'code'] as const) if (types.has(type)) marks.push({ type })
  const link = said.find((mark) => field(mark, 'type') === 'link')
  const href = harmless(field(field(link, 'attrs'), 'href'))
  if (href !== null) marks.push({ type: 'link', attrs: { href } })
  return marks
}

/** Web and mail only, whatever the letters look like: the same parser as the browser's decides. */
function harmless(href: unknown): string | null {
  if (typeof href !== 'string' || href.length > HREF_LENGTH) return null
  const address = href.trim()
  if (!URL.canParse(address)) return null
  return SCHEMES.has(new URL(address).protocol) ? address.toWellFormed() : null
}

/** An own property; a prototype's is nobody's word. */
function field(said: unknown, name: string): unknown {
  if (!isObject(said) || !Object.hasOwn(said, name)) return undefined
  return Reflect.get(said, name)
}

function isObject(said: unknown): said is object {
  return typeof said === 'object' && said !== null && !Array.isArray(said)
}

function clean(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').toWellFormed()
}

/** Without the empty paragraphs before and after. */
function trimmed(paragraphs: readonly BodyParagraph[]): BodyParagraph[] {
  const first = paragraphs.findIndex(({ content }) => content)
  const last = paragraphs.findLastIndex(({ content }) => content)
  return first < 0 ? [] : paragraphs.slice(first, last + 1)
}

function lengthOf(body: Body): number {
  const inline = body.content.flatMap(({ content }) => content ?? [])
  return plainOf(body).length + inline.filter(({ type }) => type !== 'text').length
}

function wordsOf(one: BodyInline): string {
  if (one.type === 'text') return one.text
  return one.type === 'break' ? '\n' : `@${one.attrs.label}`
}
