import { expect, test } from 'vitest'
import { indentOf, levelOf } from '../../shared/document/degrees.ts'
import { nestText } from '../../shared/document/nest-text.ts'

const ODD = [-5, 2.5, 1e308, Number.NaN, Number.POSITIVE_INFINITY, 'x', null, undefined, {}, true]

test('an indent is a whole number from 0 to 8, whatever a marker says', () => {
  expect(ODD.map(indentOf)).toEqual([0, 2, 8, 0, 8, 0, 0, 0, 0, 0])
  expect([0, 1, 8, 9].map(indentOf)).toEqual([0, 1, 8, 8])
})

test('a level is 1, 2 or 3; deeper ones show as the deepest', () => {
  expect(ODD.map(levelOf)).toEqual([1, 2, 3, 1, 3, 1, 1, 1, 1, 1])
  expect([1, 2, 3, 6].map(levelOf)).toEqual([1, 2, 3, 3])
})

test('a document with odd indents and levels can still be copied as text', () => {
  for (const odd of ODD) {
    const item = { marker: { list: 'ordered', indent: odd }, inline: [] }
    const heading = { marker: { kind: 'heading', level: odd }, inline: [] }
    expect(nestText([item, heading, item])).toMatch(/^ {0,16}1\. \n\n#{1,3} \n\n {0,16}1\. $/)
  }
})
