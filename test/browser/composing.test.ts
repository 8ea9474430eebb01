import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type * as Y from 'yjs'
import { describeInBrowser } from '../support/browser.ts'
import { Composition } from '../support/browser-ime.ts'
import type { Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import {
  appendBlock,
  deleteBlockOf,
  deleteWords,
  insertAt,
  markerOf,
  splitAt,
} from '../support/browser-yjs.ts'
import { until } from '../support/cast.ts'

declare global {
  interface Window {
    compositions?: string[]
  }
}

const LINE = 'here is a line to write in'

interface Case {
  name: string
  /** What somebody else does while にほん is being composed after "line". */
  does(doc: Y.Doc): void
  lines: string[]
}

const CASES: Case[] = [
  {
    name: 'typing before the composing words',
    does: (doc) => insertAt(doc, 'here is', 0, 'well, '),
    lines: ['Title', 'above', 'well, here is a line日本語 to write in', 'below'],
  },
  {
    name: 'typing behind the composing words',
    does: (doc) => insertAt(doc, ' to write in', 12, '!'),
    lines: ['Title', 'above', 'here is a line日本語 to write in!', 'below'],
  },
  {
    name: 'typing in the block above',
    does: (doc) => insertAt(doc, 'above', 0, 'far '),
    lines: ['Title', 'far above', 'here is a line日本語 to write in', 'below'],
  },
  {
    name: 'typing in the block below',
    does: (doc) => insertAt(doc, 'below', 5, ' all'),
    lines: ['Title', 'above', 'here is a line日本語 to write in', 'below all'],
  },
  {
    name: 'splitting the block before the composing words',
    does: (doc) => splitAt(doc, 'here is', 5),
    lines: ['Title', 'above', 'here ', 'is a line日本語 to write in', 'below'],
  },
  {
    name: 'splitting the block behind the composing words',
    does: (doc) => splitAt(doc, ' to write in', 4),
    lines: ['Title', 'above', 'here is a line日本語 to ', 'write in', 'below'],
  },
  {
    name: 'deleting the block',
    does: (doc) => deleteBlockOf(doc, 'here is'),
    lines: ['Title', 'above', '日本語', 'below'],
  },
  {
    name: 'deleting the words around',
    does: (doc) => {
      deleteWords(doc, 'here is a line')
      deleteWords(doc, ' to write in')
    },
    lines: ['Title', 'above', '日本語', 'below'],
  },
  {
    name: 'deleting the block above',
    does: (doc) => deleteBlockOf(doc, 'above'),
    lines: ['Title', 'here is a line日本語 to write in', 'below'],
  },
  {
    name: 'making the block a heading',
    does: (doc) => {
      doc.transact(() => {
        markerOf(doc, 'here is').set('kind', 'heading')
        markerOf(doc, 'here is').set('level', 2)
      })
    },
    lines: ['Title', 'above', '## here is a line日本語 to write in', 'below'],
  },
  {
    name: 'indenting the block as a list',
    does: (doc) => markerOf(doc, 'here is').set('list', 'bullet'),
    lines: ['Title', 'above', '- here is a line日本語 to write in', 'below'],
  },
  {
    name: 'making words of the block bold',
    does: (doc) => {
      const body = doc.getText('body')
      body.format('-Title--above--'.length, 4, { bold: true })
    },
    lines: ['Title', 'above', '**here** is a line日本語 to write in', 'below'],
  },
]

describeInBrowser('composing with an input method while others write', () => {
  let stage: Stage
  let ann: Person
  /** One document for all cases, written anew for each: a page costs more than what is tried on it. */
  let id: string
  let bo: Y.Doc
  let witness: Y.Doc

  beforeAll(async () => {
    stage = await Stage.opens()
    ann = await stage.enters('ann')
    await ann.context.addInitScript(() => {
      window.compositions = []
      for (const name of ['compositionstart', 'compositionend']) {
        window.addEventListener(name, () => window.compositions?.push(name), true)
      }
    })
    id = await stage.document(ann)
    bo = await stage.client(id)
    witness = await stage.client(id)
  })
  afterEach(() => expect(stage.complaints()).toEqual([]))
  afterAll(() => stage.closes())

  /** The line, ann's caret after "line", and somebody with a stock client. */
  async function opening(kind: Record<string, unknown> = {}) {
    const body = bo.getText('body')
    body.delete(0, body.length)
    appendBlock(bo, {}, 'Title')
    appendBlock(bo, {}, 'above')
    appendBlock(bo, kind, LINE)
    appendBlock(bo, {}, 'below')
    await stage.agrees(id, ann)
    // Twice in one place within half a second is a double click, and selects.
    await ann.clicks('after', 'Title')
    await ann.clicks('after', 'a line')
    await ann.page.evaluate(() => {
      window.compositions = []
    })
    /** Waits until what bo did has gone through the server to somebody. */
    const spreads = () =>
      until(
        () => JSON.stringify(witness.getText('body')) === JSON.stringify(bo.getText('body')),
        'the change to spread',
      )
    return spreads
  }

  for (const { name, does, lines } of CASES) {
    test(`${name} leaves the composition whole`, async () => {
      const spreads = await opening()
      const ime = new Composition(ann)
      for (const text of ['に', 'にほ', 'にほん']) await ime.shows(text)
      does(bo)
      await spreads()
      await ime.shows('にほんご')
      await ime.commits('日本語')
      await ann.sees(...lines)
      await stage.agrees(id, ann)
      expect(await ann.page.evaluate(() => window.compositions)).toEqual([
        'compositionstart',
        'compositionend',
      ])
    })
  }

  test('typing among the composing words keeps both', async () => {
    const spreads = await opening()
    const ime = new Composition(ann)
    for (const text of ['に', 'にほ', 'にほん']) await ime.shows(text)
    await until(() => bo.getText('body').toString().includes('にほん'), 'bo to see the words')
    insertAt(bo, 'にほん', 1, 'X')
    await spreads()
    await ime.commits('日本語')
    await stage.agrees(id, ann)
    const line = (await ann.outline())[2]
    expect(['here is a line日本語X to write in', 'here is a lineX日本語 to write in']).toContain(
      line,
    )
  })

  test('in code the line breaks stay', async () => {
    await opening({ kind: 'code' })
    insertAt(bo, 'here is', 8, 'now\nand then ')
    await ann.sees('Title', 'above', '~ here is now\nand then a line to write in', 'below')
    await ann.clicks('after', 'a line')
    const ime = new Composition(ann)
    for (const text of ['に', 'にほ', 'にほん']) await ime.shows(text)
    await ime.commits('日本語')
    await ann.sees('Title', 'above', '~ here is now\nand then a line日本語 to write in', 'below')
    await stage.agrees(id, ann)
  })

  test('a composition given up leaves nothing, and what others wrote comes', async () => {
    const spreads = await opening()
    const ime = new Composition(ann)
    for (const text of ['に', 'にほ', 'にほん']) await ime.shows(text)
    insertAt(bo, 'here is', 0, 'well, ')
    await spreads()
    await ime.cancels()
    await ann.sees('Title', 'above', `well, ${LINE}`, 'below')
    await stage.agrees(id, ann)
  })

  test('a composition longer than others wait for loses no word', async () => {
    await opening()
    const ime = new Composition(ann)
    for (const text of ['に', 'にほ', 'にほん']) await ime.shows(text)
    insertAt(bo, 'here is', 0, 'well, ')
    await until(
      async () => (await ann.outline())[2]?.startsWith('well, ') ?? false,
      'the wait to end',
    )
    await ime.shows('にほんご')
    await ime.commits('日本語')
    await stage.agrees(id, ann)
    const line = (await ann.outline())[2] ?? ''
    expect(line.startsWith('well, here is a line')).toBe(true)
    expect(line).toContain('日本語')
    expect(line.endsWith(' to write in')).toBe(true)
  })
})
