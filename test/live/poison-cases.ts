/** What no client of ours would send, each by its name, and what the server has to say to it. */
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import * as net from '../support/network.ts'
import * as f from '../support/network-forgery.ts'
import { MALFORMED, ODDITIES, times } from './poison-words.ts'

/** `kept`: sound, however odd. `nothing`: receipted, and neither stored nor sent on. */
export type Expected =
  | 'kept'
  | 'nothing'
  | 'malformed'
  | 'too-large'
  | 'too-many'
  | 'foreign-client'
export interface Case {
  name: string
  expected: Expected
  says: Uint8Array | string
}

export interface Stage {
  /** A client id that nobody has used. */
  fresh(): number
  /** Somebody honest, and the clock of what they will write next. */
  ann: f.Id
}

const KIB = 1024
const MOST = 2 ** 53 - 1
const raw = (...bytes: number[]) => Uint8Array.from(bytes)
const numbers = (...all: (number | number[])[]) =>
  f.written((to) => {
    for (const number of all.flat()) encoding.writeVarUint(to, number)
  })
const update = (bytes: Uint8Array) => net.syncFrame(net.UPDATE, bytes)
const vector = (bytes: Uint8Array) => net.syncFrame(net.STEP_1, bytes)
const deletes = (client: number, ranges: [number, number][]) =>
  update(f.handmade([], [{ client, ranges }]))
const of = (client: number, clock: number, ...structs: f.Struct[]) => ({ client, clock, structs })
const words = (...sections: f.Section[]) => update(f.handmade(sections))
/** Bytes that all go on until lib0 has reached Infinity, and beyond it. */
const INFINITE = [...times(147, () => 0x80), 1]
const NO_NUMBER = [...times(148, () => 0x80), 1]
const falling = (count: number) => times(count, (n) => 2_000_000_000 + count - n)

function judged(expected: Expected, cases: Record<string, Uint8Array | string>): Case[] {
  return Object.entries(cases).map(([name, says]) => ({ name, expected, says }))
}

/** Frame numbers that are nobody's, with bytes that would be an update behind them. */
export const NUMBERED: readonly Uint8Array[] = times(256, (number) => number)
  .filter((number) => ![0, 1, 3, 101].includes(number))
  .map((number) => new Uint8Array([...numbers(number), 2, 2, 0, 0]))

/** The bytes of messages: numbers, lengths, kinds. */
const messages = () => [
  ...judged('malformed', {
    'an empty message': raw(),
    'a sync frame without a step': raw(0),
    'a step without bytes': raw(0, 2),
    'a sync step 3': raw(0, 3, 0),
    'a sync step of 2^40': net.syncFrame(2 ** 40, raw(0, 0)),
    'a length beyond the message': raw(0, 2, 5, 0, 0),
    'a length of 2^32': raw(0, 2, 255, 255, 255, 255, 15, 1),
    'a length of 2^53': numbers(0, 2, MOST),
    'a number without end': raw(...times(12, () => 255)),
    'an update of no bytes': update(raw()),
    'an update of one byte': update(raw(0)),
    'bytes behind the end of an update': update(raw(0, 0, 0)),
    'more structs announced than sent': update(raw(1, 9, 7, 0, 0, 1, 0)),
    '2^40 clients announced': update(numbers(2 ** 40)),
    '2^40 deletes announced': update(numbers(0, 1, 7, 2 ** 40)),
    'a state vector cut short': vector(raw(2, 1)),
    'a state vector of 2^40 entries': vector(numbers(2 ** 40)),
    'an ask without a number': raw(net.RECEIPT),
    'an ask for Infinity': raw(net.RECEIPT, ...INFINITE),
    'an ask for what is no number': raw(net.RECEIPT, ...NO_NUMBER),
    'a state vector that knows Infinity': vector(raw(1, 7, ...INFINITE)),
    'a state vector of no number': vector(raw(1, ...NO_NUMBER, 1)),
    'a delete up to Infinity': update(raw(0, 1, 7, 1, 0, ...INFINITE)),
    'a delete of no number, and one to Infinity': update(
      raw(0, 1, 7, 2, ...NO_NUMBER, ...NO_NUMBER, 0, ...INFINITE),
    ),
    'words at a clock that is no number': update(
      raw(1, 1, 7, ...NO_NUMBER, 4, 1, 4, 98, 111, 100, 121, 1, 97, 0),
    ),
    'a gap up to Infinity': update(raw(1, 1, 7, 0, 10, ...INFINITE, 0)),
    'an ask with half a number': raw(net.RECEIPT, 128),
    'permission denied, from a client': raw(2, 0, 1, 65),
    'a hello from a client': raw(100, 2, 123, 125),
    'a hello cut short': raw(100, 5, 123),
    'a refusal from a client': raw(102, 2, 123, 125),
    'a roster from a client': raw(103, 2, 91, 93),
    'a fact from a client': raw(104, 2, 123, 125),
    'a fact cut short': raw(104, 128),
    text: 'hello',
    'JSON as text': '{"type":"hello"}',
    'an update as text': '\u0000\u0002\u0002\u0000\u0000',
  }),
  ...judged('nothing', {
    'a query with a tail': raw(3, 1, 2, 3),
    'an update of nothing': update(raw(0, 0)),
    'a step 2 of nothing': net.syncFrame(net.STEP_2, raw(0, 0)),
    'two messages in one': raw(0, 2, 2, 0, 0, 0, 2, 2, 0, 0),
    'numbers longer than they need be': raw(128, 0, 130, 0, 2, 0, 0),
    'a state vector of clients that nobody has': vector(numbers(2, 5, MOST, 6, MOST)),
  }),
]

/** What claims to be an update and is none that Yjs wrote. */
function forgeries({ fresh, ann }: Stage): Case[] {
  const v2 = new Y.Doc()
  v2.getText('body').insert(0, 'written in v2')
  const twice = fresh()
  const [low, high] = [fresh(), fresh()].sort((a, b) => a - b) as [number, number]
  const x = f.text('x')
  const named = Object.entries(MALFORMED).map(([name, make]) => {
    const me = fresh()
    return [name, words(of(me, 0, ...make(me)))] as const
  })
  return [
    ...judged('malformed', Object.fromEntries(named)),
    ...judged('malformed', {
      'v2 as v1': update(Y.encodeStateAsUpdateV2(v2)),
      'clients in rising order': words(of(low, 0, x), of(high, 0, x)),
      'a client twice': words(of(twice, 0, x), of(twice, 0, x)),
      'a client in two parts': words(of(twice, 0, x), of(twice, 1, x)),
      'a clock ten million ahead': words(of(fresh(), 10_000_001, x)),
      'a clock of 2^31': words(of(fresh(), 2 ** 31, x)),
      'a clock of 2^53 − 1': words(of(fresh(), MOST, x)),
      'a delete without length': deletes(fresh(), [[0, 0]]),
      'a delete of 2^53 − 1': deletes(fresh(), [[1, MOST]]),
    }),
    ...judged('foreign-client', {
      'words under the id of ann': words(of(ann.client, ann.clock, f.text('I am ann'))),
      'a hole punched where ann writes next': words(of(ann.client, ann.clock, f.gc(50))),
      'deleted words of ann to come': words(of(ann.client, ann.clock, f.deleted(50))),
      'words of ann far ahead': words(of(ann.client, ann.clock + 1_000, x)),
      'a delete of what ann has yet to write': deletes(ann.client, [[ann.clock, 60]]),
    }),
    ...judged('nothing', {
      'a skip where ann writes next': words(of(ann.client, ann.clock, f.skip(50))),
      'a client without a struct': words(of(fresh(), 0)),
      'nothing but a skip': words(of(fresh(), 0, f.skip(1_000))),
      'a hole punched where ann wrote': words(of(ann.client, 0, f.gc(5))),
    }),
  ]
}

/** More of everything than anybody needs. */
export function floods({ fresh }: Pick<Stage, 'fresh'>): Case[] {
  const me = fresh()
  const x = f.text('x')
  const everyThird = (count: number) => times(count, (n): [number, number] => [n * 3, 1])
  const beside = (count: number) =>
    words(of(fresh(), 0, ...times(count, (clock) => f.text('x', { left: { client: 5, clock } }))))
  const many = times(600_000, (n) => [n, 1]).flat()
  return [
    ...judged('too-many', {
      '99,000 deletes of what is not there': deletes(me, everyThird(99_000)),
      'the same, the last first': deletes(me, everyThird(99_000).reverse()),
      'deletes of 90,000 clients that nobody knows': update(
        f.handmade(
          [],
          falling(90_000).map((client) => ({ client, ranges: [[5, 1]] })),
        ),
      ),
      'words of 30,000 clients': words(...falling(30_000).map((client) => of(client, 0, x))),
      'two words each of 12,000': words(...falling(12_000).map((client) => of(client, 0, x, x))),
      '40,000 islands': words(of(fresh(), 0, ...times(40_000, () => [f.gc(1), f.skip(1)]).flat())),
      '90,000 words beside unknown ones': beside(90_000),
      '401 words beside unknown ones': beside(401),
    }),
    ...judged('too-large', {
      '100,001 structs': words(of(fresh(), 0, ...times(100_001, () => f.gc(1)))),
      '300,000 deletes': deletes(me, everyThird(300_000)),
      '2^40 structs announced, 100,001 sent': update(
        numbers(1, 2 ** 40, 7, 0, times(100_001, () => [0, 1]).flat()),
      ),
      '4 MiB and one letter': words(of(fresh(), 0, f.text('x'.repeat(4 * KIB * KIB + 1)))),
      'a megabyte of noise': update(
        Uint8Array.from({ length: KIB * KIB }, (_, n) => Math.imul(n, 2_654_435_761) >>> 24),
      ),
      'a step 2 of more than 10 MiB': net.syncFrame(net.STEP_2, new Uint8Array(10 * KIB * KIB + 1)),
      'a state vector of 600,000 clients': vector(numbers(600_000, many)),
    }),
    ...judged('malformed', {
      'a megabyte of zeroes': update(new Uint8Array(KIB * KIB)),
      'a megabyte of ones': update(new Uint8Array(KIB * KIB).fill(1)),
      'a megabyte of 255': update(new Uint8Array(KIB * KIB).fill(255)),
    }),
  ]
}

/** Odd, and sound: what replicas read alike is nobody's business. */
function oddities({ fresh }: Stage): Case[] {
  const x = f.text('x')
  const named = Object.entries(ODDITIES).map(([name, make]) => {
    const me = fresh()
    return [name, words(of(me, 0, ...make(me)))] as const
  })
  return [
    ...judged('kept', Object.fromEntries(named)),
    ...judged('kept', {
      'words behind a gap': words(of(fresh(), 7, x)),
      'a client id of 2^53 − 1': words(of(MOST, 0, x)),
      'the client id 0': words(of(0, 0, x)),
    }),
  ]
}

/** Presence; `me` is the sender's own id. */
export function presences(me: number, ann: number): Case[] {
  const body = (bytes: Uint8Array) =>
    net.frame(net.AWARENESS, (to) => encoding.writeVarUint8Array(to, bytes))
  const states = (...entries: [client: number, clock: number, json: string][]) =>
    body(
      f.written((to) => {
        encoding.writeVarUint(to, entries.length)
        for (const [client, clock, json] of entries) {
          encoding.writeVarUint(to, client)
          encoding.writeVarUint(to, clock)
          encoding.writeVarString(to, json)
        }
      }),
    )
  const others = (count: number, json: string) =>
    states(...times(count, (n): [number, number, string] => [3_000_000_000 + n, 1, json]))
  return [
    ...judged('malformed', {
      'presence that is no JSON': states([me, 1, '{"caret":']),
      'presence of no letters': states([me, 1, '']),
      'presence that says NaN': states([me, 1, 'NaN']),
      'presence in half a letter': body(raw(1, 1, 1, 3, 0xed, 0xa0, 0x80)),
      'fewer entries than announced': body(raw(5)),
      '2^40 entries announced': body(numbers(2 ** 40)),
      '1,001 entries': others(1_001, '1'),
      '10,000 entries': others(10_000, '1'),
    }),
    ...judged('nothing', {
      'presence of no entries': states(),
      'a state of more than 4 KiB': states([me, 1, JSON.stringify('x'.repeat(4 * KIB))]),
      'a frame of more than 256 KiB': others(100, JSON.stringify('x'.repeat(3_000))),
      'the presence of ann': states([ann, 2 ** 50, '{"caret":"forged"}']),
      'that ann is gone': states([ann, MOST, 'null']),
      '1,000 others': others(1_000, '{}'),
    }),
  ]
}

export function allCases(stage: Stage): Case[] {
  return [...messages(), ...forgeries(stage), ...floods(stage), ...oddities(stage)]
}
