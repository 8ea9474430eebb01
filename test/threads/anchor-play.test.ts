import { describe, expect, test } from 'vitest'
import {
  asHeading,
  asList,
  asQuote,
  blockOf,
  bold,
  cuts,
  drags,
  enters,
  entersBehind,
  indented,
  joinsBack,
  joinsOn,
  makes,
  pastes,
} from './anchor-edits.ts'
import { everyone, type Reader, scene } from './anchor-stage.ts'

// One row for each thing people do to a text under a thread. Each is played three times: by the one
// who began the thread; by another; and by another offline, while the thread is begun and written
// around. Then everybody, and somebody who comes only now, must see the thread at the same place.

interface Row {
  readonly rule: string
  readonly does: string
  readonly edit: (reader: Reader) => void
  readonly sees: string
  readonly changed?: boolean
}

const LINES = ['Title', 'Alpha one two three omega', 'four five six', 'seven eight', 'nine']
const WORDS = 'one two three'

const ROWS: readonly Row[] = [
  { rule: 'AN2', does: 'Enter before', edit: (who) => enters(who, 'one'), sees: WORDS },
  { rule: 'AN2', does: 'Enter inside', edit: (who) => enters(who, 'two'), sees: 'one |two three' },
  { rule: 'AN2', does: 'Enter behind', edit: (who) => entersBehind(who, 'three'), sees: WORDS },
  { rule: 'AN2', does: 'Enter at the start', edit: (who) => enters(who, 'Alpha'), sees: WORDS },
  { rule: 'AN2', does: 'a heading', edit: (who) => makes(who, 'two', asHeading), sees: WORDS },
  { rule: 'AN2', does: 'a list', edit: (who) => makes(who, 'two', asList), sees: WORDS },
  { rule: 'AN2', does: 'indent', edit: (who) => makes(who, 'two', indented), sees: WORDS },
  { rule: 'AN2', does: 'a quote', edit: (who) => makes(who, 'two', asQuote), sees: WORDS },
  { rule: 'AN2', does: 'bold', edit: (who) => makes(who, 'two', bold), sees: WORDS },
  { rule: 'AN2', does: 'join above', edit: (who) => joinsBack(who, 'Alpha'), sees: WORDS },
  { rule: 'AN2', does: 'join below', edit: (who) => joinsOn(who, 'omega'), sees: WORDS },
  {
    rule: 'AN3',
    does: 'a word typed inside',
    edit: (who) => who.types('and a half ', 'two'),
    sees: 'one and a half two three',
    changed: true,
  },
  { rule: 'AN3', does: 'a word typed before', edit: (who) => who.types('X', 'one'), sees: WORDS },
  {
    rule: 'AN3',
    does: 'a word typed behind',
    edit: (who) => who.types('X', ' omega'),
    sees: WORDS,
  },
  {
    rule: 'AN3',
    does: 'a word inside deleted',
    edit: (who) => who.deletes('two '),
    sees: 'one three',
    changed: true,
  },
  {
    rule: 'AN4',
    does: 'the first word deleted',
    edit: (who) => who.deletes('one '),
    sees: 'two three',
    changed: true,
  },
  {
    rule: 'AN4',
    does: 'the last letters deleted, with what follows',
    edit: (who) => who.deletes('ree omega'),
    sees: 'one two th',
    changed: true,
  },
  { rule: 'AN7', does: 'all words deleted', edit: (who) => who.deletes(WORDS), sees: 'orphan' },
  {
    rule: 'AN4',
    does: 'delete and undo',
    edit: (who) => {
      who.deletes('pha one two three om')
      who.undoes()
    },
    sees: WORDS,
  },
  {
    rule: 'AN4',
    does: 'delete the block and undo',
    edit: (who) => {
      const { from, to } = blockOf(who, 'two')
      cuts(who, from, to)
      who.undoes()
    },
    sees: WORDS,
  },
  {
    rule: 'AN8',
    does: 'cut and paste',
    edit: (who) => {
      const { from, to } = who.find('pha one two three om')
      pastes(who, cuts(who, from, to), who.find('five').from)
    },
    sees: WORDS,
  },
  {
    rule: 'AN8',
    does: 'cut and paste of the block',
    edit: (who) => {
      const { from, to } = blockOf(who, 'two')
      pastes(who, cuts(who, from, to), who.find('eight').to)
    },
    sees: WORDS,
  },
  { rule: 'AN8', does: 'drag', edit: (who) => drags(who, 'a one two three o', 'six'), sees: WORDS },
  {
    rule: 'AN8',
    does: 'cut, paste, and undo of both',
    edit: (who) => {
      const { from, to } = who.find('pha one two three om')
      pastes(who, cuts(who, from, to), who.find('five').from)
      who.undoes()
      who.undoes()
    },
    sees: WORDS,
  },
]

function judges(reader: Reader, { sees, changed = false }: Row): void {
  expect(reader.sees('t')).toBe(sees)
  if (sees !== 'orphan') expect(reader.place('t')).toMatchObject({ kind: 'text', changed })
}

describe.each(ROWS)('[$rule] $does', (row) => {
  test('by who began the thread', () => {
    const stage = scene(...LINES)
    stage.ann.comments('t', WORDS)
    everyone(stage)
    row.edit(stage.ann)
    everyone(stage)
    judges(stage.bo, row)
  })

  test('by another', () => {
    const stage = scene(...LINES)
    stage.ann.comments('t', WORDS)
    everyone(stage)
    row.edit(stage.bo)
    judges(stage.bo, row)
    everyone(stage)
    judges(stage.ann, row)
  })

  test('by another offline, who hears of the thread later', () => {
    const stage = scene(...LINES)
    const { ann, bo, cleo } = stage
    row.edit(bo)
    ann.types('!', 'seven')
    ann.comments('t', WORDS)
    cleo.types('?', 'nine')
    everyone(stage)
    judges(cleo, row)
  })

  test('by another offline, who knows the thread', () => {
    const stage = scene(...LINES)
    const { ann, bo, cleo } = stage
    ann.comments('t', WORDS)
    everyone(stage)
    row.edit(bo)
    ann.types('before ', 'four')
    cleo.types('Then ', 'Alpha')
    everyone(stage)
    judges(cleo, row)
  })
})
