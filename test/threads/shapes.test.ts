import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { seededRng } from '../../shared/kit/rng.ts'
import { anchorSchema, decodePosition, encodePosition } from '../../shared/threads/anchor-schema.ts'
import { BODY_LENGTH, bodyOf, plainOf, readBody } from '../../shared/threads/body.ts'
import { type ThreadFact, threadFactOf } from '../../shared/threads/facts.ts'
import { factOf, requestOf, type ThreadIntent } from '../../shared/threads/intents.ts'
import { applyFact, applyFacts, type Thread, threadSchema } from '../../shared/threads/record.ts'

const doc = (...content: unknown[]) => ({ type: 'doc', content: [{ type: 'paragraph', content }] })
const said = (value: unknown) => {
  const reading = readBody(value)
  return reading.kind === 'body' ? reading.body : reading.sentence
}
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const ann = { person: 'ann', by: { name: 'Ann', colour: 'c1' as const } }
const bo = { person: 'bo', by: { name: 'Bo', colour: 'c2' as const } }

test('[TH1] an anchor is what a client can have meant, to the byte', () => {
  const text = new Y.Doc().getText('body')
  text.insert(0, 'hello')
  const start = encodePosition(Y.createRelativePositionFromTypeIndex(text, 1, 0))
  const end = encodePosition(Y.createRelativePositionFromTypeIndex(text, 5, -1))
  const quote = { exact: 'ello', prefix: 'h', suffix: '' }
  const anchor = { kind: 'text', start, end, block: '7:0', quote }
  expect(anchorSchema.safeParse(anchor).data).toEqual(anchor)
  expect(decodePosition(start)).toMatchObject({ assoc: 0 })
  const block = { kind: 'block', block: '7:0', quote: { exact: '', prefix: '', suffix: '' } }
  expect(anchorSchema.safeParse(block).data).toEqual(block)
  expect(anchorSchema.safeParse({ kind: 'document', more: 1 }).data).toEqual({ kind: 'document' })
  const bad = [
    ...[null, 7, 'text', [], {}, { kind: 'nowhere' }, { kind: 'region' }],
    ...['', '?', `${start}AA`, 'A'.repeat(100_000), btoa('\u00ff'.repeat(20)), 7, null].map(
      (start) => ({ ...anchor, start }),
    ),
    ...['', '7', '7:0:0', '__proto__', 7, {}].map((block) => ({ ...anchor, block })),
    ...[null, 'x', {}, { ...quote, exact: '' }, { ...quote, exact: 'x'.repeat(513) }].map(
      (quote) => ({ ...anchor, quote }),
    ),
    ...[
      { ...quote, prefix: 'x'.repeat(65) },
      { ...quote, suffix: 'x'.repeat(65) },
    ].map((quote) => ({ ...anchor, quote })),
    { ...block, block: null },
  ]
  for (const wrong of bad) {
    expect(anchorSchema.safeParse(wrong).success, JSON.stringify(wrong).slice(0, 99)).toBe(false)
  }
})

test('[TH2] what a body may say comes through as it was said', () => {
  const body = doc(
    { type: 'text', text: 'see ', marks: [{ type: 'bold' }, { type: 'italic' }] },
    {
      type: 'text',
      text: 'this',
      marks: [{ type: 'link', attrs: { href: 'https://a.example/' } }],
    },
    { type: 'mention', attrs: { id: 'bo', label: 'Bo 🦊' } },
    { type: 'break' },
    { type: 'text', text: 'x()', marks: [{ type: 'code' }] },
  )
  expect(said(body)).toEqual(body)
  expect(plainOf(readBodyOf(body))).toBe('see this@Bo 🦊\nx()')
  expect(plainOf(bodyOf('one\n\ntwo'))).toBe('one\n\ntwo')
  expect(said(bodyOf('one\n\ntwo'))).toEqual(bodyOf('one\n\ntwo'))
})

test('[TH2] scripts, unknown marks, nodes and attributes fall away, words stay', () => {
  const link = (href: unknown) =>
    doc({ type: 'text', text: 'a', marks: [{ type: 'link', attrs: { href } }] })
  const bare = doc({ type: 'text', text: 'a' })
  const hrefs = [
    ...['javascript:alert(1)', ' jAvAsCrIpT:alert(1)', 'java\nscript:alert(1)', 'data:text/html,x'],
    ...['vbscript:x', 'file:///etc/passwd', '//evil.example', 'x', '', 7, null, ['https://a'], {}],
    ...[`https://a.example/${'x'.repeat(3_000)}`, 'blob:https://a/1', '\u0001javascript:alert(1)'],
  ]
  for (const href of hrefs) expect(said(link(href)), String(href)).toEqual(bare)
  const odd = doc(
    {
      type: 'text',
      text: 'a',
      marks: [{ type: 'script' }, null, 7, { type: 'bold', attrs: { onclick: 'x' } }],
    },
    { type: 'image', attrs: { src: 'x', onerror: 'alert(1)' } },
    { type: 'paragraph', content: [{ type: 'text', text: 'nested' }] },
    { type: 'mention', attrs: { id: { $ne: 1 }, label: 'x' } },
    { type: 'mention', attrs: { id: 'x', label: ['<b>'] } },
    { type: 'text', text: { toString: 'x' } },
    'text',
    null,
    7,
    [{ type: 'text', text: 'in a list' }],
  )
  expect(said(odd)).toEqual(doc({ type: 'text', text: 'a', marks: [{ type: 'bold' }] }))
  expect(said(doc({ type: 'text', text: 'a\u0000\u001e\u001b[31mb\ud800' }))).toEqual(
    doc({ type: 'text', text: 'a   [31mb\ufffd' }),
  )
  const polluted = JSON.parse(
    '{"type":"doc","__proto__":{"x":1},"content":[{"type":"paragraph","__proto__":{"y":1},"content":[{"type":"text","text":"a","constructor":{"prototype":{"z":1}},"marks":[{"__proto__":{"type":"bold"}}]}]}]}',
  )
  expect(said(polluted)).toEqual(bare)
  expect(Object.keys(Object.prototype)).toEqual([])
  // What is inherited was said by nobody.
  expect(said(Object.create(bare))).toBe('A comment is a document of paragraphs.')
})

test('[TH2] whatever is said: a refusal, or nothing but what a body may say, and the same read again', () => {
  const rng = seededRng(SEED)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(rng() * from.length)] as T
  const word = () =>
    pick([...TYPES, 'https://a.example', 'javascript:a', 'two words', '', '\u0000'])
  const list = (depth: number) => Array.from({ length: Math.floor(rng() * 4) }, () => thing(depth))
  const thing = (depth: number): unknown => {
    if (depth === 0 || rng() < 0.4) return pick([word(), 7, null, true, undefined, word()])
    if (rng() < 0.1) return list(depth - 1)
    const type = pick(TYPES)
    const attrs = Object.fromEntries(
      Array.from({ length: 3 }, () => [pick(NAMES), thing(depth - 1)]),
    )
    return { type, text: word(), content: list(depth - 1), marks: list(depth - 1), attrs }
  }
  let bodies = 0
  let marks = 0
  for (let turn = 0; turn < 1_500; turn++) {
    const said = pick([doc(...list(3)), { type: 'doc', content: list(4) }, thing(3)])
    const reading = readBody(said)
    if (reading.kind === 'refused') continue
    bodies++
    const json = JSON.stringify(reading.body)
    if (json.includes('"marks"')) marks++
    expect(readBody(JSON.parse(json))).toEqual(reading)
    expect(keysIn(reading.body).filter((key) => !KEYS.has(key))).toEqual([])
    expect(json).not.toMatch(/"type":"script|"href":"(?!https:)/)
  }
  console.log(`seed ${SEED}: ${bodies} bodies of 1500, ${marks} with marks`)
  expect(bodies).toBeGreaterThan(200)
  expect(marks).toBeGreaterThan(40)
})

const NAMES = ['type', 'href', 'id', 'label', '__proto__', 'onclick', 'style']
const TYPES = [
  ...['doc', 'paragraph', 'text', 'mention', 'break', 'bold', 'italic', 'code', 'link', 'script'],
]
const SEED = 20261122
const KEYS = new Set(['type', 'content', 'text', 'marks', 'attrs', 'href', 'id', 'label'])

function keysIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const deeper = Object.values(value).flatMap(keysIn)
  return Array.isArray(value) ? deeper : [...Object.keys(value), ...deeper]
}

test('[TH3] empty, endless and shapeless comments are refused with a sentence', () => {
  const empty = 'A comment needs a word.'
  const space = { type: 'text', text: ' \n\t ' }
  const unseen = { type: 'text', text: '\u200b\u2060\ufeff\u202e' }
  for (const value of [
    doc(),
    doc(space),
    doc(unseen),
    doc({ type: 'break' }),
    { type: 'doc', content: [] },
  ]) {
    expect(said(value)).toBe(empty)
  }
  const shapeless = 'A comment is a document of paragraphs.'
  for (const value of [null, undefined, 7, 'x', [], {}, { type: 'doc' }, { type: 'paragraph' }]) {
    expect(said(value)).toBe(shapeless)
  }
  const long = 'A comment has at most 10,000 letters.'
  const letters = (count: number) => doc({ type: 'text', text: 'x'.repeat(count) })
  expect(said(letters(BODY_LENGTH))).toEqual(letters(BODY_LENGTH))
  expect(said(letters(BODY_LENGTH + 1))).toBe(long)
  expect(said(doc(...Array(6_000).fill({ type: 'mention', attrs: { id: 'a', label: '' } })))).toBe(
    long,
  )
  const paragraph = { type: 'paragraph', content: [{ type: 'text', text: 'x' }] }
  expect(said({ type: 'doc', content: Array(6_000).fill(paragraph) })).toBe(long)
  expect(said({ type: 'doc', content: Array(200_000).fill(paragraph) })).toBe(long)
  let deep: unknown = { type: 'text', text: 'x' }
  for (let depth = 0; depth < 5_000; depth++) deep = { type: 'paragraph', content: [deep] }
  expect(said({ type: 'doc', content: [deep] })).toBe(empty)
  // Around the words nothing is kept that only makes them longer.
  const blank = { type: 'paragraph' }
  expect(said({ type: 'doc', content: [blank, paragraph, blank, blank] })).toEqual({
    ...{ type: 'doc', content: [paragraph] },
  })
})

const body = bodyOf('why?')
const opened: ThreadIntent = {
  ...{ kind: 'thread.open', thread: id(1), comment: id(2), anchor: { kind: 'document' }, body },
}
const life: [ThreadIntent, ThreadFact][] = [
  [
    opened,
    fact('thread.opened', { thread: id(1), comment: id(2), anchor: { kind: 'document' }, body }),
  ],
  [
    { kind: 'thread.reply', thread: id(1), comment: id(3), body },
    fact('thread.replied', { thread: id(1), comment: id(3), body }),
  ],
  [
    { kind: 'comment.edit', thread: id(1), comment: id(3), edit: id(4), body: bodyOf('who?') },
    fact('comment.edited', { thread: id(1), comment: id(3), edit: id(4), body: bodyOf('who?') }),
  ],
  [
    { kind: 'comment.discard', thread: id(1), comment: id(3) },
    fact('comment.discarded', { thread: id(1), comment: id(3) }),
  ],
  [
    { kind: 'thread.resolve', thread: id(1), resolution: id(5), reason: 'done' },
    fact('thread.resolved', { thread: id(1), resolution: id(5), reason: 'done' }),
  ],
  [
    { kind: 'thread.reopen', thread: id(1), resolution: id(6) },
    fact('thread.reopened', { thread: id(1), resolution: id(6) }),
  ],
  [
    { kind: 'thread.move', thread: id(1), revision: 0, anchor: { kind: 'document' } },
    fact('thread.moved', { thread: id(1), revision: 1, anchor: { kind: 'document' } }),
  ],
]

function fact(
  kind: string,
  said: Record<string, unknown>,
  who: typeof bo | typeof ann = ann,
): ThreadFact {
  const read = threadFactOf({ kind, body: said, at: 5, ...who })
  if (!read) throw new Error(`${kind} is no fact`)
  return read
}

test('[TH11] a waiting request shows exactly the fact it will become', () => {
  for (const [intent, becomes] of life) {
    const { path, body, ...rest } = requestOf('doc-1', intent)
    const travelled = JSON.parse(JSON.stringify({ ...rest, path, body }))
    expect(factOf(travelled, ann, 5), intent.kind).toEqual(becomes)
  }
  expect(factOf({ kind: 'document.create', path: '/api/documents', body: {} }, ann, 5)).toBeNull()
  expect(factOf({ kind: 'thread.reply', path: '/api/nonsense', body: null }, ann, 5)).toBeNull()
  expect(factOf({ kind: 'thread.move', path: '/x', body: { revision: 'x' } }, ann, 5)).toBeNull()
})

test('[TH10] the fold: each fact counts once, unknown ones not at all', () => {
  const facts = life.map(([, one]) => one)
  let threads: ReadonlyMap<string, Thread> = new Map()
  for (const one of facts) {
    const after = applyFact(threads, one, 'doc-1')
    expect(after, one.kind).not.toBe(threads)
    expect(applyFact(after, one, 'doc-1'), one.kind).toBe(after)
    threads = after
  }
  // All of them again, as after a reload from the beginning.
  for (const one of facts) expect(applyFact(threads, one, 'doc-1')).toBe(threads)
  const thread = threads.get(id(1))
  expect(threadSchema.safeParse(thread).data).toEqual(thread)
  expect(thread).toMatchObject({ document: 'doc-1', revision: 1, resolution: null, openedAt: 5 })
  expect(thread?.comments.map(({ id, body }) => [id, body])).toEqual([
    [id(2), body],
    [id(3), null],
  ])
  const atOnce = applyFacts(new Map(), [...facts, ...facts], 'doc-1')
  expect(atOnce).toEqual(threads)
  expect(applyFacts(atOnce, facts, 'doc-1')).toBe(atOnce)
  const stray = fact('thread.replied', { thread: id(9), comment: id(8), body })
  expect(applyFact(threads, stray, 'doc-1')).toBe(threads)
  expect(threadFactOf({ kind: 'thread.sung', body: {}, at: 1, ...ann })).toBeNull()
  expect(threadFactOf({ kind: 'toString', body: {}, at: 1, ...ann })).toBeNull()
  expect(threadFactOf({ kind: 'thread.opened', body: { thread: 7 }, at: 1, ...ann })).toBeNull()
})

test('[TH10] an edit keeps the words it replaced, and a resolution who, when and why', () => {
  const edited = fact('comment.edited', {
    ...{ thread: id(1), comment: id(2), edit: id(4) },
    body: bodyOf('how?'),
  })
  const resolved = fact(
    'thread.resolved',
    { ...{ thread: id(1), resolution: id(5), reason: null } },
    bo,
  )
  const threads = [life[0]?.[1], edited, resolved].reduce(
    (all, one) => (one ? applyFact(all, one, 'd') : all),
    new Map<string, Thread>() as ReadonlyMap<string, Thread>,
  )
  const thread = threads.get(id(1))
  expect(thread?.comments[0]).toMatchObject({ body: bodyOf('how?'), edits: [{ id: id(4), body }] })
  expect(thread?.resolution).toEqual({ id: id(5), ...bo, at: 5, reason: null })
})

test('[TH8] facts whose words were taken out fold to the same thread as the deletion', () => {
  const [, replied, edited, discarded] = life.map(([, one]) => one)
  const fold = (...facts: (ThreadFact | undefined)[]) =>
    facts.reduce(
      (all, one) => (one ? applyFact(all, one, 'd') : all),
      new Map<string, Thread>() as ReadonlyMap<string, Thread>,
    )
  const wordless = (one: ThreadFact | undefined) =>
    one && fact(one.kind, { ...one.body, body: null })
  const live = fold(life[0]?.[1], replied, edited, discarded)
  expect(live.get(id(1))?.comments[1]).toMatchObject({ body: null, edits: [] })
  expect(fold(life[0]?.[1], wordless(replied), wordless(edited), discarded)).toEqual(live)
})

function readBodyOf(value: unknown) {
  const reading = readBody(value)
  if (reading.kind === 'refused') throw new Error(reading.sentence)
  return reading.body
}
