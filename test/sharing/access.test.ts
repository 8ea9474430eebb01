import { afterEach, beforeEach, expect, test } from 'vitest'
import { buryDocument } from '../../server/documents/trash-store.ts'
import type { Asker } from '../../shared/sharing/asker.ts'
import { type Action, can } from '../../shared/sharing/can.ts'
import { LINK_ROLES } from '../../shared/sharing/links.ts'
import { ROLES, type Role } from '../../shared/wire/role.ts'
import { askerOf } from './askers.ts'
import { Stage } from './stage.ts'

let stage: Stage
let ann: Asker
let bo: Asker
let cleo: Asker
let document: string

beforeEach(async () => {
  stage = await Stage.opens()
  ann = await stage.member('ann')
  bo = await stage.member('bo')
  cleo = await stage.guest('cleo')
  document = await stage.makes(ann)
})
afterEach(() => stage.closes())

const may = (who: Asker, id = document) => stage.access.roleOf(who, id)

test('[SH1] it is whoever made it who owns it, and nobody else has anything', async () => {
  expect(await may(ann)).toBe('own')
  for (const who of [bo, cleo, askerOf('anonymous', { kind: 'anonymous' })]) {
    expect(await may(who), who.person).toBeNull()
  }
})

test('[SH1] of all ways in the strongest holds, whichever it is', async () => {
  const { token } = await stage.makesLink(ann, document, { role: 'comment' })
  const ways: Record<string, (role: 'read' | 'comment' | 'write') => Promise<unknown>> = {
    visitors: (role) => stage.sharing.letVisitors(ann, document, role),
    members: (role) => stage.sharing.letMembers(ann, document, role),
    name: (role) => stage.gives(ann, document, bo, role),
    address: (role) => stage.gives(ann, document, 'bo@doc.example', role),
  }
  const he = { ...bo, address: 'bo@doc.example' }
  for (const [strong, give] of Object.entries(ways)) {
    for (const [weak, other] of Object.entries(ways)) if (weak !== strong) await other('read')
    await give('write')
    expect(await may(he), strong).toBe('write')
    await give('read')
    expect(await may(he), strong).toBe('read')
    expect(await may({ ...he, link: token }), 'the link at hand').toBe('comment')
  }
})

test('[SH2] visitors are everybody, nobody is nobody, and an unknown word only reads', async () => {
  for (const role of ['read', 'comment', 'write'] as const) {
    await stage.sharing.letVisitors(ann, document, role)
    expect([await may(bo), await may(cleo)]).toEqual([role, role])
  }
  await stage.sharing.letVisitors(ann, document, 'nobody')
  expect([await may(bo), await may(cleo), await may(ann)]).toEqual([null, null, 'own'])
  await stage.db.updateTable('document').set({ visitors: 'admin' }).execute()
  expect(await may(bo)).toBe('read')
})

test('[SH5] members are those with an account; guests and programs are none', async () => {
  await stage.sharing.letMembers(ann, document, 'comment')
  expect(await may(bo)).toBe('comment')
  expect(await may(cleo)).toBeNull()
  expect(await may(askerOf('anonymous', { kind: 'anonymous' }))).toBeNull()
  await stage.sharing.letMembers(ann, document, 'nobody')
  expect(await may(bo)).toBeNull()
})

test('[SH11] a token is a ceiling, and one for a document knows no other', async () => {
  const other = await stage.makes(ann)
  const withToken = (scopes: Role[], only: string | null = null) => ({
    ...ann,
    token: { scopes, document: only },
  })
  for (const scope of ['read', 'comment', 'write', 'own'] as const) {
    expect(await may(withToken([scope]))).toBe(scope)
  }
  expect(await may(withToken(['write', 'read']))).toBe('write')
  expect(await may(withToken([]))).toBeNull()
  expect(await may(withToken(['own'], document))).toBe('own')
  expect(await may(withToken(['own'], document), other)).toBeNull()
  await stage.gives(ann, document, bo, 'read')
  expect(await may({ ...bo, token: { scopes: ['own'], document: null } })).toBe('read')
  const makes = async (who: Asker) => (await stage.documents.create(who)).kind
  expect(await makes(withToken(['write']))).toBe('created')
  expect(await makes(withToken(['comment']))).toBe('refused')
  expect(await makes(withToken(['own'], document))).toBe('refused')
  expect((await stage.documents.list(withToken(['own'], document))).map(({ id }) => id)).toEqual([
    document,
  ])
  expect(await stage.documents.list(withToken([]))).toEqual([])
  expect(await stage.documents.remove(withToken(['own'], document), other)).toBeNull()
  expect((await stage.documents.list(ann)).map(({ id }) => id)).toContain(other)
})

test('only who has an account makes documents where that is the rule', async () => {
  expect(await stage.documents.create(cleo)).toEqual({
    kind: 'refused',
    reason: 'account-needed',
  })
})

test('[SH13] a link at hand opens its own document, if it has no password and lives', async () => {
  const other = await stage.makes(ann)
  for (const role of LINK_ROLES) {
    const { token } = await stage.makesLink(ann, document, { role })
    expect(await may({ ...cleo, link: token })).toBe(role)
    expect(await may({ ...cleo, link: token }, other)).toBeNull()
    expect(await may(cleo)).toBeNull()
  }
  const locked = await stage.makesLink(ann, document, { password: 'sesame' })
  expect(await may({ ...cleo, link: locked.token })).toBeNull()
  const expiresAt = stage.clock.now() + 1_000
  const brief = await stage.makesLink(ann, document, { expiresAt })
  stage.clock.advance(999)
  expect(await may({ ...cleo, link: brief.token })).toBe('comment')
  stage.clock.advance(1)
  expect(await may({ ...cleo, link: brief.token })).toBeNull()
  for (const link of ['', 'x', brief.token.slice(1), "' or 1=1 --"]) {
    expect(await may({ ...cleo, link })).toBeNull()
  }
})

test('[SH14] the list has what one may read now, also what one was only just given', async () => {
  const listed = async (who: Asker) =>
    (await stage.documents.list(who)).map(({ id, role }) => [id, role])
  expect(await listed(bo)).toEqual([])
  await stage.gives(ann, document, bo, 'comment')
  expect(await listed(bo)).toEqual([[document, 'comment']])
  await stage.takes(ann, document, bo)
  expect(await listed(bo)).toEqual([])
  const { id, token } = await stage.makesLink(ann, document, { role: 'write' })
  await stage.enters(cleo, document, token)
  expect(await listed(cleo)).toEqual([[document, 'write']])
  await stage.links.delete(ann, document, id)
  expect(await listed(cleo)).toEqual([])
  const roles = await stage.access.rolesInList(cleo)
  expect(roles.size).toBe(0)
})

test('[SH3] what is in the trash is deleted for whoever had it and visited, else it is not there', async () => {
  await stage.gives(ann, document, bo, 'read')
  await stage.sharing.letVisitors(ann, document, 'read')
  await stage.documents.open(cleo, document)
  const dan = await stage.guest('dan')
  const trash = (at: number | null) =>
    stage.db.updateTable('document').set({ trashed_at: at }).where('id', '=', document).execute()
  await trash(5)
  expect([await may(ann), await may(bo), await may(cleo), await may(dan)]).toEqual([
    ...['trashed', 'trashed', 'trashed', null],
  ])
  await trash(null)
  // Who has lost it knows nothing of it any more, in the trash or not.
  await stage.sharing.letVisitors(ann, document, 'nobody')
  await stage.takes(ann, document, bo)
  await trash(5)
  expect([await may(ann), await may(bo), await may(cleo)]).toEqual(['trashed', null, null])
})

test('[SH3] gone for ever, it is deleted for whoever still had it, and sharing keeps nothing of it', async () => {
  const names = ['dan', 'eve', 'fay'] as const
  const [dan, eve, fay] = await Promise.all(names.map((name) => stage.guest(name)))
  const mel = await stage.member('mel')
  if (!dan || !eve || !fay) throw new Error('nobody')
  await stage.gives(ann, document, bo, 'read')
  await stage.gives(ann, document, cleo, 'read')
  await stage.takes(ann, document, cleo)
  const lasting = await stage.makesLink(ann, document)
  const brief = await stage.makesLink(ann, document, { expiresAt: stage.clock.now() + 5 })
  await stage.enters(dan, document, lasting.token)
  await stage.enters(eve, document, brief.token)
  await stage.sharing.letMembers(ann, document, 'read')
  await stage.documents.open(mel, document)
  await stage.requests.ask(fay, document, 'please', '10.0.0.1')
  stage.clock.advance(5)
  await stage.db.transaction().execute((trx) => buryDocument(trx, document, stage.clock.now()))
  for (const who of [ann, bo, dan, mel]) expect(await may(who), who.person).toBe('trashed')
  for (const who of [cleo, eve, fay]) expect(await may(who), who.person).toBeNull()
  for (const table of ['grant', 'link', 'access_request'] as const) {
    const rows = await stage.db.selectFrom(table).select('document').execute()
    expect(rows, table).toEqual([])
  }
  expect(await stage.db.selectFrom('entrance').selectAll().execute()).toEqual([])
})

test('every role is told apart by what it was given', async () => {
  for (const role of ROLES) {
    await stage.gives(ann, document, bo, role)
    expect(await may(bo)).toBe(role)
  }
})

test('[SH12] who may suggest may what who comments may, and no more, however it was given', async () => {
  const actions: Record<Action, null> = {
    ...{ read: null, 'see-threads': null, comment: null, write: null },
    ...{ 'move-threads': null, share: null, trash: null },
  }
  const allowed = (role: Role) =>
    Object.keys(actions).filter((action) => can(role, action as Action))
  expect(allowed('suggest')).toEqual(['read', 'see-threads', 'comment'])
  expect(allowed('suggest')).toEqual(allowed('comment'))
  await stage.gives(ann, document, bo, 'suggest')
  const { token } = await stage.makesLink(ann, document, { role: 'suggest' })
  expect([await may(bo), await may({ ...cleo, link: token })]).toEqual(['suggest', 'suggest'])
})
