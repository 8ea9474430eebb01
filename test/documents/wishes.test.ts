import { expect, test } from 'vitest'
import { keepList, keptList } from '../../client/documents/kept-list.ts'
import { openWishes, refusedWishes } from '../../client/documents/wishes.ts'
import type { Entry, Standing } from '../../client/outbox/intent.ts'

const WAITING: Standing = { state: 'waiting', tries: 0, why: null }
const confirmed = (at: number): Standing => ({ state: 'confirmed', at })
const REFUSED: Standing = { state: 'refused', refusal: 'forbidden', sentence: 'No.' }

const entry = (kind: string, lane: string, standing: Standing): Entry => ({
  intent: { id: `${kind} ${lane}`, lane, kind, method: 'PUT', path: '/', body: null, at: 1 },
  ...standing,
})

test('[TR10] the last wish that the list cannot know of counts', () => {
  const wishes = openWishes(
    [
      entry('document.trash', 'a', WAITING),
      entry('document.trash', 'b', confirmed(20)),
      entry('document.trash', 'known', confirmed(5)),
      entry('document.trash', 'undone', confirmed(20)),
      entry('document.restore', 'undone', WAITING),
      entry('document.trash', 'refused', REFUSED),
      entry('thread.open', 'thread', WAITING),
    ],
    10,
  )
  expect(Object.fromEntries(wishes)).toEqual({
    ...{ a: 'document.trash', b: 'document.trash', undone: 'document.restore' },
  })
})

test('[TR10] a refused wish is told of, with why', () => {
  const entries = [entry('document.leave', 'a', REFUSED), entry('thread.open', 'b', REFUSED)]
  expect(refusedWishes(entries)).toEqual([
    {
      ...{ id: 'document.leave a', kind: 'document.leave', document: 'a' },
      ...{ refusal: 'forbidden', sentence: 'No.' },
    },
  ])
})

test('[LB5] the list is kept per person, without who was there, and a broken one is none', () => {
  const store = new Map<string, string>()
  const kept = {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => void store.set(key, value),
  }
  const document = { id: 'a', title: 'A', createdAt: 1, changedAt: 2, role: 'own' as const }
  const here = [{ person: 'bo', name: 'Bo', colour: 'c1' as const }]
  keepList(kept, 'ann', { documents: [{ ...document, here }], at: 3 })
  expect(keptList(kept, 'ann')).toEqual({ documents: [{ ...document, here: [] }], at: 3 })
  expect(keptList(kept, 'bo')).toBeNull()
  for (const broken of ['{', 'null', '{"documents":[1],"at":1}']) {
    store.set('interline.library.ann', broken)
    expect(keptList(kept, 'ann'), broken).toBeNull()
  }
})
