import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type * as Y from 'yjs'
import { describeInBrowser } from '../support/browser.ts'
import type { Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { appendBlock } from '../support/browser-yjs.ts'

type Given = [attributes: Record<string, unknown>, words: string]

interface Case {
  rule: string
  given: Given[]
  /** Where the caret is put: `|` stands in the words of one of the given blocks. */
  at: string
  does: (who: Person) => Promise<unknown>
  gives: string[]
}

const presses =
  (...keys: string[]) =>
  (who: Person) =>
    who.presses(...keys)

const bullet = { list: 'bullet' }
const CASES: Case[] = [
  {
    rule: '[ED1] Enter in the middle splits, at the end and at the start opens a block',
    given: [[{}, 'split me']],
    at: 'split| me',
    does: async (who) => {
      await who.presses('Enter', 'End', 'Enter')
      await who.types('under')
      await who.presses('ArrowUp', 'ArrowUp', 'Home', 'Enter')
    },
    gives: ['', 'split', ' me', 'under'],
  },
  {
    rule: '[ED2] a new item goes on as its neighbour is, but never ticked',
    given: [[{ list: 'task', checked: true, indent: 1 }, 'ticked task']],
    at: 'ticked task|',
    does: async (who) => {
      await who.presses('Enter')
      await who.types('next')
    },
    gives: ['  [x] ticked task', '  [ ] next'],
  },
  {
    rule: '[ED3] after a heading comes a paragraph; in its middle both halves stay headings',
    given: [[{ kind: 'heading', level: 2 }, 'head line']],
    at: 'head line|',
    does: async (who) => {
      await who.presses('Enter')
      await who.types('plain')
      await who.clicks('after', 'head')
      await who.presses('Enter')
    },
    gives: ['## head', '##  line', 'plain'],
  },
  {
    rule: '[ED4] Enter on an empty item takes it out step by step',
    given: [[{ list: 'bullet', indent: 2 }, 'deep item']],
    at: 'deep item|',
    does: async (who) => {
      await who.presses('Enter', 'Enter', 'Enter', 'Enter')
      await who.types('out')
    },
    gives: ['    - deep item', 'out'],
  },
  {
    rule: '[ED5] in code Enter is a line break, Mod-Enter and an empty last line leave it',
    given: [[{ kind: 'code' }, 'let code']],
    at: 'let code|',
    does: async (who) => {
      await who.presses('Enter')
      await who.types('let more')
      await who.presses('Enter', 'Enter')
      await who.types('prose')
      await who.clicks('after', 'let code')
      await who.presses('Control+Enter')
      await who.types('also')
    },
    gives: ['~ let code\nlet more', 'also', 'prose'],
  },
  {
    rule: '[ED6] [ED9] a divider is stepped over, selected before it goes, never replaced by Enter',
    given: [
      [{}, 'over it'],
      [{ kind: 'divider' }, ''],
      [{}, 'under it'],
    ],
    at: '|under it',
    does: async (who) => {
      await who.presses('Backspace', 'Enter')
      await who.types('between')
    },
    gives: ['over it', '---', 'between', 'under it'],
  },
  {
    rule: '[ED9] a selected divider goes with Backspace',
    given: [
      [{}, 'keep over'],
      [{ kind: 'divider' }, ''],
      [{}, 'keep under'],
    ],
    at: '|keep under',
    does: presses('Backspace', 'Backspace'),
    gives: ['keep over', 'keep under'],
  },
  {
    rule: '[ED7] Backspace at the start takes a block out step by step, then joins it',
    given: [
      [{}, 'one joined'],
      [{ list: 'bullet', indent: 1 }, 'to this'],
    ],
    at: '|to this',
    does: presses('Backspace', 'Backspace', 'Backspace'),
    gives: ['one joinedto this'],
  },
  {
    rule: '[ED7] Backspace takes back the Markdown just used',
    given: [[{}, 'sign']],
    at: '|sign',
    does: async (who) => {
      await who.types('# ')
      await who.presses('Backspace')
    },
    gives: ['# sign'],
  },
  {
    rule: '[ED8] an empty upper block gives way to the lower, kind and all',
    given: [
      [{}, 'x'],
      [{ kind: 'heading', level: 3 }, 'stays a head'],
    ],
    at: 'x|',
    does: presses('Backspace', 'Delete'),
    gives: ['### stays a head'],
  },
  {
    rule: '[ED11] Tab and Shift-Tab move items, and in code the line by two spaces',
    given: [
      [bullet, 'upper item'],
      [bullet, 'lower item'],
      [{ kind: 'code' }, 'code line'],
    ],
    at: 'lower| item',
    does: async (who) => {
      await who.presses('Tab', 'Tab', 'Shift+Tab')
      await who.clicks('after', 'code line')
      await who.presses('Home', 'Tab', 'Tab', 'Shift+Tab')
    },
    gives: ['- upper item', '  - lower item', '~   code line'],
  },
  {
    rule: '[ED12] [ED14] kinds and lists by key are set, and go away when chosen again',
    given: [
      [{}, 'by key one'],
      [{}, 'by key two'],
      [{}, 'by key three'],
    ],
    at: 'by| key one',
    does: async (who) => {
      await who.presses('Control+Alt+2')
      await who.clicks('after', 'by key two')
      await who.presses('Control+Shift+8', 'Control+Shift+7', 'Control+Shift+b')
      await who.clicks('after', 'by key three')
      await who.presses('Control+Alt+c', 'Control+Alt+c', 'Control+Shift+9', 'Control+Enter')
    },
    gives: ['## by key one', '1. > by key two', '[x] by key three'],
  },
  {
    rule: '[ED16] words in code take no marks',
    given: [[{ kind: 'code' }, 'plain code']],
    at: 'plain| code',
    does: presses('Shift+Home', 'Control+b', 'End'),
    gives: ['~ plain code'],
  },
  {
    rule: 'Shift-Enter breaks the line inside a block',
    given: [[{}, 'broken line']],
    at: 'broken|',
    does: presses('Shift+Enter'),
    gives: ['broken↵ line'],
  },
  {
    rule: '[ED39] Alt-Shift with the arrows moves a block, and the caret with it',
    given: [
      [{}, 'first'],
      [bullet, 'second'],
      [{}, 'third'],
    ],
    at: 'seco|nd',
    does: async (who) => {
      await who.presses('Alt+Shift+ArrowDown')
      await who.types('!')
      await who.presses('Alt+Shift+ArrowUp', 'Alt+Shift+ArrowUp')
      await who.types('?')
    },
    gives: ['- seco!?nd', 'first', 'third'],
  },
]

describeInBrowser('keys that make and join blocks', () => {
  let stage: Stage
  let ann: Person
  let bo: Person
  /** One document for all cases, written anew for each: a page costs more than what is tried on it. */
  let id: string
  let cleo: Y.Doc

  beforeAll(async () => {
    stage = await Stage.opens()
    ann = await stage.enters('ann')
    bo = await stage.enters('bo')
    id = await stage.document(ann, bo)
    cleo = await stage.client(id)
  })
  afterEach(() => expect(stage.complaints()).toEqual([]))
  afterAll(() => stage.closes())

  for (const { rule, given, at, does, gives } of CASES) {
    test(rule, async () => {
      const body = cleo.getText('body')
      body.delete(0, body.length)
      for (const [attributes, words] of [[{}, 'Title'] as Given, ...given, [{}, 'End'] as Given]) {
        appendBlock(cleo, attributes, ...(words === '' ? [] : [words]))
      }
      await stage.agrees(id, ann, bo)
      // Twice in one place within half a second is a double click, and selects.
      await ann.clicks('after', 'End')
      const [before = '', after = ''] = at.split('|')
      if (before === '') await ann.clicks('before', after)
      else await ann.clicks('after', before)
      await does(ann)
      await Promise.all([ann.sees('Title', ...gives, 'End'), bo.sees('Title', ...gives, 'End')])
      await stage.agrees(id, ann, bo)
    })
  }

  test('[ED10] Backspace at the very start and Delete at the very end do nothing', async () => {
    const id = await stage.document(ann, bo)
    await ann.clicksPage()
    await ann.types('all there is')
    await ann.presses('Home', 'Backspace', 'Backspace', 'End', 'Delete', 'Delete')
    await ann.types('!')
    await Promise.all([ann.sees('all there is!'), bo.sees('all there is!')])
    await stage.agrees(id, ann, bo)
  })

  test('two people press Enter and Backspace in the same place at once: one result', async () => {
    const id = await stage.document(ann, bo)
    await ann.clicksPage()
    await ann.types('first second')
    await bo.sees('first second')
    await Promise.all([ann.clicks('after', 'first'), bo.clicks('after', 'first')])
    await Promise.all([ann.presses('Enter'), bo.presses('Enter')])
    await stage.agrees(id, ann, bo)
    const words = (await ann.outline()).filter((line) => line.trim() !== '')
    expect(words).toEqual(['first', ' second'])
  })
})
