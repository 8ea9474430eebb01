import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Asker } from '../../shared/sharing/asker.ts'
import { sharingSchema } from '../../shared/sharing/sharing.ts'
import { Stage } from './stage.ts'

const HERS = 'cleo@doc.example'
const HOUR_MS = 60 * 60 * 1000

let stage: Stage
let ann: Asker
let bo: Asker
let cleo: Asker
let document: string

beforeEach(async () => {
  stage = await Stage.opens()
  ann = await stage.member('ann', 'ann@doc.example')
  bo = await stage.member('bo', 'bo@doc.example')
  cleo = await stage.guest('cleo')
  document = await stage.makes(ann)
})
afterEach(() => stage.closes())

const may = (who: Asker) => stage.access.roleOf(who, document)
const seen = async (who = ann) => sharingSchema.parse(await stage.sharing.state(who, document))
const granted = async () => (await seen()).grants.map(({ grantee, role }) => `${grantee} ${role}`)
const letters = () => stage.letters.map(({ to }) => to)

test('[SH4] given, changed, taken back; given back by oneself', async () => {
  expect(await stage.gives(ann, document, bo, 'read')).toBeNull()
  expect(await stage.gives(ann, document, bo, 'write')).toBeNull()
  expect(await granted()).toEqual(['ann own', 'bo write'])
  expect(await stage.takes(ann, document, bo)).toBeNull()
  expect(await stage.takes(ann, document, bo)).toBeNull()
  expect(await may(bo)).toBeNull()
  await stage.gives(ann, document, bo, 'comment')
  const token = { scopes: ['comment' as const], document: null }
  expect(await stage.takes({ ...bo, token }, document, bo)).toMatchObject({ reason: 'forbidden' })
  expect(await stage.takes(bo, document, bo)).toBeNull()
  expect(await may(bo)).toBeNull()
  expect(stage.told.map(({ kind }) => kind)).toEqual([
    ...['shared', 'shared', 'unshared', 'shared', 'unshared'].map((it) => `document.${it}`),
  ])
})

test('[SH3] [SH4] who does not own it changes nothing; to whom it is nothing it is not there', async () => {
  const dan = await stage.member('dan')
  await stage.gives(ann, document, bo, 'write')
  const wishes = (who: Asker) => [
    stage.gives(who, document, who, 'own'),
    stage.gives(who, document, dan, 'read'),
    stage.takes(who, document, ann),
    stage.sharing.letVisitors(who, document, 'write'),
    stage.sharing.letMembers(who, document, 'write'),
    stage.links.make(who, document, { role: 'read', label: '', expiresAt: null, password: null }),
    stage.links.change(who, document, 'x', { role: 'write' }),
    stage.links.delete(who, document, 'x'),
    stage.requests.dismiss(who, document, 'x'),
    stage.sharing.state(who, document),
  ]
  for (const outcome of await Promise.all(wishes(bo))) {
    expect(outcome).toMatchObject({ reason: 'forbidden' })
  }
  for (const outcome of await Promise.all(wishes(dan))) {
    expect(outcome).toEqual({ reason: 'unknown-document' })
  }
  expect(await granted()).toEqual(['ann own', 'bo write'])
})

test('[SH4] a document is handed over, and is never nobody’s', async () => {
  for (const role of ['read', 'write'] as const) {
    expect(await stage.gives(ann, document, ann, role)).toEqual({ reason: 'last-owner' })
  }
  expect(await stage.takes(ann, document, ann)).toEqual({ reason: 'last-owner' })
  // An invitation may never be taken up.
  await stage.gives(ann, document, HERS, 'own')
  expect(await stage.takes(ann, document, ann)).toEqual({ reason: 'last-owner' })
  await stage.gives(ann, document, bo, 'own')
  const both = [stage.takes(ann, document, ann), stage.takes(bo, document, bo)]
  const outcomes = (await Promise.all(both)).map((no) => no?.reason ?? null)
  expect(outcomes).toEqual([null, 'last-owner'])
  expect([await may(ann), await may(bo)]).toEqual([null, 'own'])
  // Whoever made it has no claim on it any more: it answers like one that somebody else made.
  expect(await stage.documents.create(ann, document)).toEqual({ kind: 'taken' })
  expect(await stage.gives(bo, document, ann, 'read')).toBeNull()
  expect(await may(ann)).toBe('read')
})

test('a person whom nobody knows gets nothing', async () => {
  const stranger = { ...cleo, person: 'nobody' }
  expect(await stage.gives(ann, document, stranger, 'read')).toMatchObject({
    reason: 'invalid-request',
  })
  expect(await granted()).toEqual(['ann own'])
})

test('[SH6] an address gets a letter, whether or not somebody has it, and nobody is told which', async () => {
  await stage.gives(ann, document, HERS, 'comment')
  await stage.gives(ann, document, 'bo@doc.example', 'comment')
  await expect.poll(letters).toEqual([HERS, 'bo@doc.example'])
  const { grants } = await seen()
  expect(grants.filter(({ kind }) => kind === 'address')).toEqual(
    ['bo@doc.example', HERS].map((grantee) => ({
      ...{ kind: 'address', grantee, who: null, role: 'comment', isPending: true },
      at: stage.clock.now(),
    })),
  )
  const [first] = stage.letters
  expect(first?.subject).toBe('ann shares a document with you')
  expect(first?.text).toContain(`https://doc.example/d/${document}`)
  // The same again is no second letter.
  await stage.gives(ann, document, HERS, 'comment')
  expect(await stage.grants.isInvited(HERS)).toBe(true)
  expect(await stage.grants.isInvited('dan@doc.example')).toBe(false)
  expect(letters()).toHaveLength(2)
})

test('[SH6] names and titles stand on one line of a letter', async () => {
  const title = 'Bcc: all\r\n\r\nBuy\u202e this'
  await stage.db.updateTable('document').set({ title }).execute()
  await stage.gives(ann, document, HERS, 'read')
  await expect.poll(letters).toEqual([HERS])
  expect(stage.letters[0]?.subject).toBe('ann shares “Bcc: all Buy this” with you')
})

test('[SH6] whoever verified it may that at once, and owns the grant when they come', async () => {
  await stage.gives(ann, document, HERS, 'comment')
  const guest = { ...cleo, address: null }
  const verified = { ...cleo, kind: 'person' as const, address: HERS }
  expect([await may(guest), await may(verified)]).toEqual([null, 'comment'])
  expect((await stage.documents.list(verified)).map(({ id }) => id)).toEqual([document])
  const { grants } = await seen()
  expect(grants.at(-1)).toMatchObject({ kind: 'person', grantee: 'cleo', isPending: false })
  expect(grants).toHaveLength(2)
  // The stronger of the two stays.
  await stage.gives(ann, document, HERS, 'read')
  await stage.grants.claim(verified)
  expect(await granted()).toEqual(['ann own', 'cleo comment'])
  await stage.gives(ann, document, HERS, 'own')
  expect(await may(verified)).toBe('own')
  await stage.grants.claim(verified)
  expect(await granted()).toEqual(['ann own', 'cleo own'])
  expect(await stage.grants.isInvited(HERS)).toBe(false)
  const before = stage.told.length
  await stage.grants.claim(verified)
  expect(stage.told).toHaveLength(before)
})

test('[SH6] nobody sends letters without end', async () => {
  const address = (n: number) => `p${n}@doc.example`
  for (let n = 0; n < 60; n++)
    expect(await stage.gives(ann, document, address(n), 'read')).toBeNull()
  expect(await stage.gives(ann, document, address(60), 'read')).toEqual({
    reason: 'too-many',
    retryAfter: 3600,
  })
  // People, and those who were invited already, get theirs.
  expect(await stage.gives(ann, document, bo, 'read')).toBeNull()
  expect(await stage.gives(ann, document, address(3), 'write')).toBeNull()
  stage.clock.advance(HOUR_MS)
  expect(await stage.gives(ann, document, address(60), 'read')).toBeNull()
})

test('[SH10] a request reaches the owners once, and nothing tells whoever asks', async () => {
  const missing = 'no-such-document'
  for (const id of [document, missing]) {
    expect(await stage.requests.ask(bo, id, 'please', '10.0.0.2')).toBeNull()
    expect(await stage.requests.ask(bo, id, 'pretty please', '10.0.0.2')).toBeNull()
  }
  await expect.poll(letters).toEqual(['ann@doc.example'])
  expect(stage.letters[0]?.text).toContain('> please')
  expect((await seen()).requests).toEqual([
    {
      ...{ person: 'bo', words: 'pretty please', at: stage.clock.now() },
      ...{ who: { name: 'bo', colour: 'c1' }, address: 'bo@doc.example' },
    },
  ])
  expect(stage.told.map(({ kind }) => kind)).toEqual(['document.requested'])
  // Granted: it is answered. Owners ask nobody.
  await stage.gives(ann, document, bo, 'read')
  expect((await seen()).requests).toEqual([])
  await stage.requests.ask(ann, document, '', '10.0.0.1')
  await stage.requests.ask(bo, document, 'more', '10.0.0.1')
  await stage.requests.ask(cleo, document, '', '10.0.0.1')
  expect((await seen()).requests.map(({ person }) => person)).toEqual(['bo', 'cleo'])
  expect(await stage.requests.dismiss(ann, document, 'bo')).toBeNull()
  expect((await seen()).requests.map(({ person }) => person)).toEqual(['cleo'])
})

test('[SH10] asking is limited, alike for what is there and what is not', async () => {
  const asks = (who: Asker, id: string) => stage.requests.ask(who, id, '', '10.0.0.1')
  for (let n = 0; n < 20; n++) expect(await asks(bo, `missing-${n}`)).toBeNull()
  const refused = { reason: 'too-many', retryAfter: 3600 }
  expect([await asks(bo, document), await asks(bo, 'missing')]).toEqual([refused, refused])
  expect(await asks(cleo, document)).toBeNull()
  expect((await seen()).requests.map(({ person }) => person)).toEqual(['cleo'])
})

test('[SH15] facts tell who changed what, and no address', async () => {
  await stage.gives(ann, document, HERS, 'comment')
  await stage.gives(ann, document, bo, 'read')
  await stage.takes(ann, document, HERS)
  await stage.sharing.letMembers(ann, document, 'read')
  await stage.sharing.letMembers(ann, document, 'read')
  expect(stage.told.map(({ kind, person, body }) => [kind, person, body])).toEqual([
    ['document.shared', 'ann', { kind: 'address', role: 'comment' }],
    ['document.shared', 'ann', { kind: 'person', grantee: 'bo', role: 'read' }],
    ['document.unshared', 'ann', { kind: 'address' }],
    ['document.members', 'ann', { role: 'read' }],
  ])
  expect(stage.failures).toEqual([])
})
