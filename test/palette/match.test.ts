import { expect, test } from 'vitest'
import { matching } from '../../client/palette/match.ts'
import { recentCommands, usedCommand } from '../../client/palette/recent.ts'
import type { Command } from '../../client/ui/commands.ts'

const named = (name: string, also?: string): Command => ({
  ...{ id: name, name, group: 'all', run: () => {} },
  ...(also !== undefined && { also }),
})
const ALL = [
  named('Bold'),
  named('Code'),
  named('Code block'),
  named('New document'),
  named('Bulleted list'),
  named('Überschrift 1', 'heading'),
]
const found = (words: string, recent: string[] = []) =>
  matching(ALL, words, recent).map(({ name }) => name)

test('without words all are there, those used lately first', () => {
  expect(found('')).toEqual(ALL.map(({ name }) => name))
  expect(found('', ['Code block', 'gone', 'Bold']).slice(0, 3)).toEqual([
    ...['Code block', 'Bold', 'Code'],
  ])
})

test('every word must begin or stand in one of the name; names that begin so come first', () => {
  expect(found('code')).toEqual(['Code', 'Code block'])
  expect(found('block co')).toEqual(['Code block'])
  expect(found('doc')).toEqual(['New document'])
  expect(found('bu')).toEqual(['Bulleted list'])
  expect(found('l')).toEqual(['Bulleted list', 'Bold', 'Code block'])
  expect(found('nonsense')).toEqual([])
  expect(found('code nonsense')).toEqual([])
})

test('case, accents and other words for it do not matter', () => {
  expect(found('uberSCHRIFT')).toEqual(['Überschrift 1'])
  expect(found('head')).toEqual(['Überschrift 1'])
})

test('what was used last is remembered first, each once, and no more than eight', () => {
  const kept = new Map<string, string>()
  const keep = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  }
  for (const id of ['a', 'b', 'a', 'c']) usedCommand(keep, id)
  expect(recentCommands(keep)).toEqual(['c', 'a', 'b'])
  for (let id = 0; id < 20; id += 1) usedCommand(keep, `n${id}`)
  expect(recentCommands(keep)).toHaveLength(8)
})
