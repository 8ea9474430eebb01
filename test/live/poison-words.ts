/** Words as no Yjs writes them, and words that are merely odd: each by its name, for one client. */
import type { Place, Struct } from '../support/network-forgery.ts'
import * as f from '../support/network-forgery.ts'

type Words = Record<string, (me: number) => Struct[]>

const BODY: Place = { root: 'body' }
const ODD: Place = { root: 'about', key: 'odd' }
const right = (client: number, clock: number): Place => ({ right: { client, clock } })
const left = (client: number, clock: number): Place => ({ left: { client, clock } })
const inside = (client: number, clock: number): Place => ({ in: { client, clock } })
const between = (client: number, before: number, after: number): Place => ({
  ...{ left: { client, clock: before }, right: { client, clock: after } },
})
export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))
const bytes = (...all: number[]) => Uint8Array.from(all)
const letters = (...all: number[]) => f.item(4, BODY, f.lengthAndBytes(bytes(...all)))
const brackets = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

export const MALFORMED: Words = {
  'a content that does not exist': () => [f.item(11, BODY, f.value(1))],
  'a content numbered 31': () => [f.item(31, BODY, f.value(1))],
  'a type that does not exist': () => [f.type(99)],
  'an item without length': () => [f.text('')],
  'a collected range without length': () => [f.gc(0)],
  'a skip without length': () => [f.skip(0), f.text('x')],
  'a letter beyond Unicode': () => [letters(0xf5, 0x80, 0x80, 0x80)],
  'a lone surrogate in UTF-8': () => [letters(0xed, 0xa0, 0x80)],
  'half a letter at the end': () => [letters(65, 0xc3)],
  'JSON that is none': () => [f.json(['{"a":'])],
  'JSON that says NaN': () => [f.json(['NaN'])],
  'an embed that says __proto__ without quotes': () => [f.embed('{__proto__:1}')],
  'a format that is no JSON': () => [f.format('bold', 'yes please')],
  'a document without options in the document': () => [f.subdocument('guid', f.value(null))],
  'beside what its writer has yet to write': (me) => [f.text('x', left(me, 9))],
  'left of what its writer has yet to write': (me) => [f.text('x', right(me, 9))],
  'in what its writer has yet to write': (me) => [f.text('x', inside(me, 9))],
  'beside itself': (me) => [f.text('x', left(me, 0))],
  'beside its own second letter': (me) => [f.text('xy', left(me, 1))],
  'a type in itself': (me) => [f.type(1, inside(me, 0))],
  'between a neighbour and the same': (me) => [f.text('ab'), f.text('x', between(me, 0, 0))],
  'a type in a type': (me) => [f.type(1), f.type(1, inside(me, 0))],
  'a text in a map': (me) => [f.type(1), f.type(2, { ...inside(me, 0), key: 'k' } as Place)],
  'a type in a type by way of a neighbour': (me) => [
    ...[f.type(0), f.text('x', inside(me, 0)), f.type(0, left(me, 1))],
  ],
  '5,000 types, each in the last': (me) =>
    times(5_000, (at) => f.type(1, at === 0 ? BODY : inside(me, at - 1))),
  'a collected range of 2^50': () => [f.gc(2 ** 50)],
  'a skip of 2^50': () => [f.skip(2 ** 50), f.text('x')],
  'deleted text of 2^53 − 1': () => [f.deleted(2 ** 53 - 1)],
  'a value 70 deep': () => [f.any([f.nestedValue(70)])],
  'a value 3,000 deep': () => [f.any([f.nestedValue(3_000)])],
  'a value 20,000 deep': () => [f.any([f.nestedValue(20_000)])],
  'a value that hides its depth': () => [f.any([f.nestedValue(3_000, '__proto__')])],
  'JSON 5,000 deep': () => [f.json([brackets(5_000)])],
  'an embed 5,000 deep': () => [f.embed(brackets(5_000))],
  'a format 5,000 deep': () => [f.format('bold', brackets(5_000))],
}

/** Sound, as far as Yjs goes: stored, sent on, read alike by everybody. */
export const ODDITIES: Words = {
  'NaN, Infinity, −0, undefined and a bigint': () => [
    f.any([Number.NaN, Number.POSITIVE_INFINITY, -0, undefined, 2n ** 60n].map(f.value), ODD),
  ],
  'a key named __proto__': () => [f.any([f.value('x')], { root: 'about', key: '__proto__' })],
  'a value with a key named __proto__': () => [f.any([f.nestedValue(2, '__proto__')], ODD)],
  'JSON with a key named __proto__': () => [f.embed('{"__proto__":{"polluted":true}}')],
  'a format named __proto__': () => [f.format('__proto__', '{"a":1}'), f.text('x')],
  'a format named constructor': () => [f.format('constructor', 'true'), f.text('x')],
  'a root named __proto__': () => [f.text('x', { root: '__proto__' })],
  'a root without a name': () => [f.text('x', { root: '' })],
  'a root of 2,000 letters': () => [f.text('x', { root: 'r'.repeat(2_000) })],
  'the body as a map': () => [f.any([f.value(1)], { root: 'body', key: 'k' })],
  'a collected range of one’s own': () => [f.gc(100)],
  'a collected range of nine million': () => [f.gc(9_000_000)],
  'deleted text of one’s own': () => [f.deleted(100)],
  'words in words': (me) => [f.text('ab'), f.text('x', inside(me, 0))],
  'words in a format': (me) => [f.format('bold', 'true'), f.text('x', inside(me, 0))],
  'words in a collected range': (me) => [f.gc(5), f.text('x', inside(me, 2))],
  'words beside a collected range': (me) => [f.gc(5), f.text('x', left(me, 2))],
  'words between two roots': (me) => [
    ...[f.text('a'), f.text('b', { root: 'other' }), f.text('c', between(me, 0, 1))],
  ],
  'a letter of two halves, cut through': (me) => [f.text('😀'), f.text('x', left(me, 0))],
  'control characters and a fence': () => [f.text('\u0000\u001e\u200b\u202e\ufeff')],
  'a document in the document': () => [f.subdocument('guid', f.value({ autoLoad: true }), ODD)],
  'a document whose options are a number': () => [f.subdocument('guid', f.value(5), ODD)],
  'an XML hook': () => [f.type(5, ODD)],
  'an XML element in the body': () => [f.type(3)],
  'undefined as JSON': () => [f.json(['undefined', 'null'], ODD)],
  'bytes as a value': () => [f.binary(new Uint8Array(9), ODD)],
  'attributes of every kind': (me) => [
    f.type(1),
    ...[1, null, true, [1], { a: 1 }].map((it, at) =>
      f.any([f.value(it)], {
        ...{
          in: { client: me, clock: 0 },
          key: ['kind', 'level', 'list', 'indent', 'x'][at] ?? '',
        },
      }),
    ),
  ],
  'a link that is a script': () => [
    ...[f.format('link', '{"href":"javascript:alert(1)"}'), f.text('x'), f.format('link', 'null')],
  ],
  'words behind a skip': () => [f.text('a'), f.skip(3), f.text('later')],
  '2,000 formats': () => times(2_000, (n) => f.format(`f${n}`, 'true')),
  '20,000 values in one': () => [
    f.any(
      times(20_000, () => f.value(null)),
      ODD,
    ),
  ],
  '20,000 collected letters': () => times(20_000, () => f.gc(1)),
}
