/** Guests who become people while they type; sessions and tokens that end under open sockets. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Guest, until } from '../support/cast.ts'
import { WirePerson } from '../support/cast-wire.ts'
import {
  type RunningServer,
  removeFolder,
  startServer,
  temporaryFolder,
} from '../support/server.ts'

const WITHIN_MS = 2_000
const PASSWORD = 'correct horse battery'
const data = temporaryFolder()
let server: RunningServer

beforeAll(async () => {
  server = await startServer({ data })
})
afterAll(async () => {
  await server.stop()
  removeFolder(data)
})

/** From now on this browser is signed in. */
async function enters(guest: Guest, how: 'in' | 'up', email: string): Promise<void> {
  const body = { email, password: PASSWORD, name: guest.name }
  const answer = await guest.asks('POST', `/api/auth/sign-${how}/email`, body)
  expect(answer.status, await answer.clone().text()).toBe(200)
  const lines = answer.headers.getSetCookie()
  const line = lines.find((each) => each.startsWith('interline.session_token='))
  guest.cookie = line?.split(';')[0] ?? ''
}

async function closesWithin(person: WirePerson, code: number, work: () => Promise<unknown>) {
  const from = performance.now()
  await work()
  await person.isClosed(code)
  expect(performance.now() - from).toBeLessThan(WITHIN_MS)
}

test('[AC7] [LV26] a guest signs in while they type and goes on under the same client id', async () => {
  const ann = await Guest.arrives('ann', server)
  await enters(ann, 'up', 'ann@example.org')
  const guest = await Guest.arrives('guest', server)
  const id = await guest.makesDocument()
  const tab = await new WirePerson(guest, id).joins(server)
  tab.types('as a guest, ')
  await tab.isReceipted()
  tab.types('on the way, ')
  // In ann's own browser the document is hers from then on, too. [SH16]
  const before = await new WirePerson(ann, id).joins(server)
  await closesWithin(tab, 4503, () => enters(guest, 'in', 'ann@example.org'))
  await before.isClosed(4503)
  await tab.joins(server)
  expect(tab.hello?.role).toBe('own')
  tab.types('as ann, ')
  await tab.isReceipted()
  // The same words again from ann's other browser are hers to bring.
  const other = await new WirePerson(ann, id).joins(server)
  await other.sees('as a guest, on the way, as ann, ')
  await server.kill9()
  server = await startServer({ data })
  await tab.joins(server)
  tab.types('after a crash')
  await tab.isReceipted()
  expect(tab.refusals).toEqual([])
  const stranger = await Guest.arrives('stranger', server)
  const thief = await new WirePerson(stranger, id).joins(server)
  await other.leaves()
  thief.doc.clientID = tab.doc.clientID
  thief.types('x', 0)
  await thief.isRefused('foreign-client')
  await Promise.all([tab.leaves(), thief.leaves()])
})

test('[AC18] [LV21] a session that is ended elsewhere closes its sockets, and is nobody’s from then on', async () => {
  const [here, there] = [await Guest.arrives('bo', server), await Guest.arrives('bo there', server)]
  await enters(here, 'up', 'bo@example.org')
  await enters(there, 'in', 'bo@example.org')
  const id = await here.makesDocument()
  await here.asks('PUT', `/api/documents/${id}/visitors`, { role: 'nobody' })
  const [mine, theirs] = [new WirePerson(here, id), new WirePerson(there, id)]
  await Promise.all([mine.joins(server), theirs.joins(server)])
  await closesWithin(theirs, 4503, () => here.asks('POST', '/api/auth/revoke-other-sessions', {}))
  theirs.connects(server)
  await theirs.isClosed(4404)
  await mine.isClosed(4503)
  await mine.joins(server)
  mine.types('still here')
  await mine.isReceipted()
  await mine.leaves()
})

test('[AC2] [AC18] a program’s token opens a socket as far as it reaches; none that is nobody’s does', async () => {
  const ann = await Guest.arrives('ann', server)
  await enters(ann, 'in', 'ann@example.org')
  const id = await ann.makesDocument()
  const make = async (scope: string) =>
    (await ann.asks('POST', '/api/tokens', { name: 'a program', scope })).json()
  const [read, write] = [await make('read'), await make('write')]
  const nobody = new Guest('program', server)
  const by = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
  const reader = new WirePerson(nobody, id, by(read.token))
  reader.connects(server)
  await until(() => reader.hello !== null, 'the hello of the reader')
  const writer = await new WirePerson(nobody, id, by(write.token)).joins(server)
  expect([reader.hello?.role, writer.hello?.role]).toEqual(['read', 'write'])
  writer.types('by a program')
  await reader.sees('by a program')
  await closesWithin(writer, 4503, () => ann.asks('DELETE', `/api/tokens/${write.id}`))
  writer.connects(server)
  await writer.isClosed(4401)
  const forged = new WirePerson(nobody, id, by('interline_forged'))
  forged.connects(server)
  await forged.isClosed(4401)
})

test('[AC25] a session that merely ends closes its sockets, and is nobody’s from then on', async () => {
  const [dan, eve] = [await Guest.arrives('dan', server), await Guest.arrives('eve', server)]
  await enters(dan, 'up', 'dan@example.org')
  const id = await dan.makesDocument()
  await dan.asks('PUT', `/api/documents/${id}/visitors`, { role: 'nobody' })
  const tab = await new WirePerson(dan, id).joins(server)
  const { person } = await (await dan.asks('GET', '/api/me')).json()
  const ends = Date.now() + 600
  const db = new DatabaseSync(join(data, 'interline.sqlite'))
  db.prepare('update sign_in set expires_at = ? where person = ?').run(
    ...[new Date(ends).toISOString(), person],
  )
  db.close()
  // Nobody but this play moves the end of a session nearer; the next one to begin has it looked at.
  await enters(eve, 'up', 'eve@example.org')
  await tab.isClosed(4503)
  const late = Date.now() - ends
  expect(late).toBeGreaterThanOrEqual(0)
  expect(late).toBeLessThan(WITHIN_MS)
  console.log(`closed ${late} ms after the session had ended`)
  tab.connects(server)
  await tab.isClosed(4404)
})

test('[AC19] [SH16] whoever inherits a document while they are in it owns it at once', async () => {
  const [fay, gus] = [await Guest.arrives('fay', server), await Guest.arrives('gus', server)]
  await enters(fay, 'up', 'fay@example.org')
  await enters(gus, 'up', 'gus@example.org')
  const id = await fay.makesDocument()
  const { person } = await (await gus.asks('GET', '/api/me')).json()
  const grant = `/api/documents/${id}/grants/person/${person}`
  await fay.asks('PUT', grant, { role: 'comment' })
  const his = new WirePerson(gus, id)
  his.connects(server)
  await until(() => his.hello !== null, 'his hello')
  const before = his.hello?.role
  await closesWithin(his, 4503, () => fay.asks('DELETE', '/api/me', { password: PASSWORD }))
  await his.joins(server)
  expect([before, his.hello?.role]).toEqual(['write', 'own'])
  await his.leaves()
})
