import { expect, test } from 'vitest'
import { schema } from '../../client/editor/schema.ts'
import { lettersOf, type Sight, sightOf } from './letters.ts'
import { Trace } from './trace.ts'
import { isBesideMoved, isBesidePutBack, placeOf, placesIn } from './verdict.ts'

// The judge of all sessions on trial: each wrong it is there for, and the same with an excuse.

/** Blocks of Latin letters, each standing for a letter that can be traced. */
function sees(...blocks: string[]): Sight {
  const nodes = blocks.map((words) => {
    return schema.node('block', null, words === '' ? [] : [schema.text(traced(words))])
  })
  return sightOf(schema.node('doc', null, nodes))
}

function traced(words: string): string {
  return Array.from(words, (letter) => String.fromCharCode(0x4e00 + letter.charCodeAt(0))).join('')
}

const BASE = ['abc', 'def']

function session(): Trace {
  return new Trace(sees(...BASE), BASE.map(traced), ['ann', 'bo'])
}

/** Where the word `word` of ann's is in the end, when ann had seen `hers`. */
function place(word: string, hers: string[], end: string[], bo: string[][] = []) {
  const trace = session()
  trace.edited('ann', sees(...hers), [traced(word)])
  for (const view of bo) trace.edited('bo', sees(...view), [])
  const written = trace.written.at(-1)
  if (!written) throw new Error('ann wrote a word')
  return placeOf(written, placesIn(sees(...end), trace), trace)
}

const letters = (words: string) => new Set(lettersOf(traced(words)))

test('[MF1] a letter nobody deleted must be there once', () => {
  expect(session().merged(sees('ac', 'def')).lost).toEqual(letters('b'))
  expect(session().merged(sees('abcb', 'def')).doubled).toEqual(letters('b'))
  expect(session().merged(sees('abc', 'def')).lost).toEqual(new Set())
})

test('[MF2] a letter somebody deleted must be gone, or put back as often as people did', () => {
  const deleted = session()
  deleted.edited('ann', sees('ac', 'def'), [])
  expect(deleted.merged(sees('abc', 'def')).returned).toEqual(letters('b'))
})

test('[MF2] what two people put back stands there once all the same', () => {
  const putBackByBoth = () => {
    const trace = session()
    for (const name of ['ann', 'bo']) {
      trace.edited(name, sees('ac', 'def'), [])
      trace.edited(name, sees('abc', 'def'), [])
    }
    return trace
  }
  const healed = putBackByBoth()
  const toll = healed.merged(sees('abc', 'def'))
  expect([toll.lost.size, toll.doubled.size, toll.returned.size]).toEqual([0, 0, 0])
  expect(healed.putBackTwice).toBe(1)
  expect(putBackByBoth().merged(sees('abbc', 'def')).doubled).toEqual(letters('b'))
  expect(putBackByBoth().merged(sees('ac', 'def')).lost).toEqual(letters('b'))
})

test('[MP1] a word keeps its order among what survives', () => {
  expect(place('x', ['abxc', 'def'], ['xabc', 'def'])).toBe('order')
  expect(place('xy', ['abxyc', 'def'], ['abyxc', 'def'])).toBe('order')
  expect(place('x', ['abxc', 'def'], ['axc', 'def'])).toBe('right')
})

test('[MP2] a word stays with its block unless somebody put a border in between', () => {
  expect(place('x', ['abcx', 'def'], ['abc', 'x', 'def'])).toBe('torn from its block')
  expect(place('x', ['axbc', 'def'], ['ax', 'bc', 'def'])).toBe('torn from its block')
  const enter = [['a', 'bc', 'def']]
  expect(place('x', ['axbc', 'def'], ['ax', 'bc', 'def'], enter)).toBe('right')
  const enterAtTheEnd = [['abc', '', 'def']]
  expect(place('x', ['abcx', 'def'], ['abc', 'x', 'def'], enterAtTheEnd)).toBe(
    'torn from its block',
  )
})

test('[MP3] a word joins no other block unless somebody took the border away', () => {
  expect(place('x', ['abc', 'xdef'], ['abcxdef'])).toBe('glued to another block')
  expect(place('x', ['abc', 'xdef'], ['abcxdef'], [['abcdef']])).toBe('right')
})

test('[MP4] words written at the same time do not stand inside each other', () => {
  const trace = session()
  trace.edited('ann', sees('abcxy', 'def'), [traced('xy')])
  trace.edited('bo', sees('abcz', 'def'), [traced('z')])
  const [ann, bo] = trace.written.slice(-2)
  if (!ann || !bo) throw new Error('both wrote')
  const judged = (...end: string[]) => placeOf(ann, placesIn(sees(...end), trace), trace)
  expect(judged('abcxzy', 'def')).toBe('interleaved')
  expect(judged('abczxy', 'def')).toBe('right')
})

test('[MP5] beside words put back a wrong place is a wrong place', () => {
  const trace = session()
  trace.edited('ann', sees('abxc', 'def'), [traced('x')])
  const ann = trace.written.at(-1)
  if (!ann) throw new Error('ann wrote a word')
  const judged = (...end: string[]) => {
    const now = placesIn(sees(...end), trace)
    return [placeOf(ann, now, trace), isBesidePutBack(ann, now, trace)]
  }
  expect(judged('abcx', 'def')).toEqual(['order', false])
  trace.edited('bo', sees('a', 'def'), [])
  trace.edited('bo', sees('abc', 'def'), [])
  expect(judged('abcx', 'def')).toEqual(['order', true])
  expect(judged('abxc', 'def')).toEqual(['right', true])
})

/** Where ann's word is in the end, when bo moved the block of `went` before they met. */
function placeBesideMove(word: string, hers: string[], bo: string[], went: string, end: string[]) {
  const trace = session()
  trace.edited('ann', sees(...hers), [traced(word)])
  trace.edited('bo', sees(...bo), [], letters(went))
  const [written] = trace.written.filter(({ author }) => author === 'ann')
  if (!written) throw new Error('ann wrote a word')
  const now = placesIn(sees(...end), trace)
  return [placeOf(written, now, trace), isBesideMoved(written, now, trace)]
}

test('[MV1] a word stays with the block it was written into, wherever that was moved', () => {
  const judged = (...end: string[]) =>
    placeBesideMove('x', ['axbc', 'def'], ['def', 'abc'], 'abc', end)
  expect(judged('def', 'axbc')).toEqual(['right', false])
  expect(judged('x', 'def', 'abc')[0]).toBe('order')
  expect(judged('def', 'abxc')[0]).toBe('order')
  expect(judged('def', 'a', 'xbc')[0]).toBe('torn from its block')
})

test('[MV2] what was moved has its place where its mover put it', () => {
  const trace = session()
  trace.edited('bo', sees('def', 'abc'), [], letters('abc'))
  const [first] = trace.written
  if (!first) throw new Error('there were words')
  const judged = (...end: string[]) => placeOf(first, placesIn(sees(...end), trace), trace)
  expect(judged('def', 'abc')).toBe('right')
  expect(judged('abc', 'def')).toBe('order')
})

test('[MV3] against what was moved away from beside it a word is not measured, and it is counted', () => {
  const judged = (...end: string[]) =>
    placeBesideMove('x', ['abc', 'xdef'], ['def', 'abc'], 'abc', end)
  expect(judged('xdef', 'abc')).toEqual(['right', true])
  expect(judged('def', 'x', 'abc')[0]).not.toBe('right')
})

test('[MV4] a word between what went and what stayed stays with one of both', () => {
  const judged = (...end: string[]) =>
    placeBesideMove('x', ['abcxdef'], ['def', 'abc'], 'abc', end)[0]
  expect(judged('def', 'abcx')).toBe('right')
  expect(judged('xdef', 'abc')).toBe('right')
  expect(judged('x', 'def', 'abc')).not.toBe('right')
})

test('[MV4] a move joins nothing', () => {
  const judged = (...end: string[]) =>
    placeBesideMove('x', ['abc', 'x', 'def'], ['def', 'abc'], 'abc', end)[0]
  expect(judged('def', 'abcx')).toBe('glued to another block')
})

test('[MV5] of a word whose half was moved nothing is asked but that it is there', () => {
  const trace = session()
  trace.edited('bo', sees('a', 'bc', 'def'), [])
  trace.edited('bo', sees('bc', 'def', 'a'), [], letters('a'))
  const [first] = trace.written
  if (!first) throw new Error('there were words')
  expect(placeOf(first, placesIn(sees('bc', 'def', 'a'), trace), trace)).toBe('right')
})
