import { beforeAll, expect, test, vi } from 'vitest'
import { sharingLabels } from '../../client/sharing/labels.en.ts'
import { sentence } from '../../client/sharing/sentence.ts'
import { whoCan } from '../../client/sharing/who-can.ts'
import { addWords, startWords, writeAs } from '../../client/words/words.ts'
import type { Link } from '../../shared/sharing/links.ts'
import type { Grant, SharingState } from '../../shared/sharing/sharing.ts'
import type { Role } from '../../shared/wire/role.ts'

const NOW = new Date(2026, 10, 22, 12).getTime()
const ME = 'me'

beforeAll(async () => {
  vi.stubGlobal('document', { documentElement: {} })
  vi.stubGlobal('navigator', { languages: ['en-GB'] })
  await startWords({ getItem: () => null })
  await addWords({ sharing: sharingLabels })
})

const grant = (name: string, role: Role): Grant => ({
  ...{ kind: 'person', grantee: name, role, isPending: false, at: 0 },
  who: { name, colour: 'c1' },
})
const invited = (address: string, role: Role): Grant => ({
  ...{ kind: 'address', grantee: address, role, isPending: true, at: 0, who: null },
})
const link = (role: Link['role'], more: Partial<Link> = {}): Link => ({
  ...{ id: role, role, label: '', expiresAt: null, hasPassword: false, lastUse: null, at: 0 },
  ...more,
})

/** What the dialog says of a document that is mine and shared like this. */
function says(state: Partial<SharingState>): string {
  const grants = [grant(ME, 'own'), ...(state.grants ?? [])]
  const base: Omit<SharingState, 'grants'> = {
    ...{ visitors: 'nobody', members: 'nobody', links: [], requests: [] },
  }
  return sentence(whoCan({ ...base, ...state, grants }, ME, NOW), NOW)
}

test('[CS1] nobody else', () => {
  expect(says({})).toBe('Only you can open this document.')
})

test('[CS1] people by role, the strongest first, and then who comes by a link', () => {
  const grants = [
    ...[grant('Dan', 'comment'), grant('Ann', 'write'), grant('Bo', 'write')],
    ...[grant('Cleo', 'write'), grant('Eve', 'write')],
  ]
  const links = [link('comment', { expiresAt: new Date(2026, 11, 3, 9).getTime() })]
  expect(says({ grants: grants.slice(0, 2), links })).toBe(
    'Ann can write; Dan can comment; anyone with the link can comment until 3 December.',
  )
  expect(says({ grants, members: 'read' })).toBe(
    'Ann and 3 others can write; Dan can comment; everyone with an account here can read.',
  )
  expect(says({ grants: [grant('Ann', 'own'), grant('Bo', 'read')] })).toBe(
    'Ann can do all that you can; Bo can read.',
  )
  expect(says({ grants: grants.slice(1, 4) })).toBe('Ann, Bo and Cleo can write.')
})

test('[CS1] a link says its password, its end and, in another year, that', () => {
  expect(says({ links: [link('write', { hasPassword: true })] })).toBe(
    'Anyone with the link and its password can write.',
  )
  const links = [link('read', { expiresAt: new Date(2027, 0, 2).getTime() })]
  expect(says({ links })).toBe('Anyone with the link can read until 2 January 2027.')
  const two = [link('read', { expiresAt: NOW + 1 }), link('read')]
  expect(says({ links: two })).toBe('Anyone with the link can read.')
})

test('[CS2] what somebody gets anyway is left out, and nothing else', () => {
  const grants = [grant('Ann', 'comment'), grant('Bo', 'write'), invited('cy@x.example', 'read')]
  expect(says({ grants, visitors: 'comment' })).toBe(
    'Bo can write; anyone who knows its address can comment.',
  )
  expect(says({ grants, members: 'comment' })).toBe(
    'Bo can write; cy@x.example can read; everyone with an account here can comment.',
  )
  expect(says({ links: [link('read')], visitors: 'read' })).toBe(
    'Anyone who knows its address can read.',
  )
  expect(says({ links: [link('write', { hasPassword: true }), link('write')] })).toBe(
    'Anyone with the link can write.',
  )
  expect(says({ links: [link('write', { hasPassword: true }), link('comment')] })).toBe(
    'Anyone with the link can comment; anyone with the link and its password can write.',
  )
  expect(says({ members: 'read', visitors: 'read' })).toBe('Anyone who knows its address can read.')
})

test('[CS2] a link whose time is over is none, and an address stays as it is written', () => {
  expect(says({ links: [link('write', { expiresAt: NOW })] })).toBe(
    'Only you can open this document.',
  )
  expect(says({ grants: [invited('bo@x.example', 'write')] })).toBe('bo@x.example can write.')
})

test('[CA9] [CS1] the day on which a link ends is that of the time zone one has chosen', () => {
  const links = [link('read', { expiresAt: Date.UTC(2026, 11, 31, 20) })]
  writeAs({ language: null, timeZone: 'Asia/Tokyo' })
  expect(says({ links })).toBe('Anyone with the link can read until 1 January 2027.')
  writeAs({ language: null, timeZone: 'UTC' })
  expect(says({ links })).toBe('Anyone with the link can read until 31 December.')
  writeAs(null)
})
