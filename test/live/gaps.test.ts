import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { Guest, until } from '../support/cast.ts'
import { WirePerson } from '../support/cast-wire.ts'
import * as net from '../support/network.ts'
import {
  type RunningServer,
  removeFolder,
  startServer,
  temporaryFolder,
} from '../support/server.ts'

let data: string
let server: RunningServer
let document: string
let ann: WirePerson
let bo: WirePerson

beforeEach(async () => {
  data = temporaryFolder()
  server = await startServer({ data })
  const guest = await Guest.arrives('ann', server)
  document = await guest.makesDocument()
  ann = new WirePerson(guest, document)
  bo = await new WirePerson(await Guest.arrives('bo', server), document).joins(server)
})
afterEach(async () => {
  await server.stop()
  removeFolder(data)
})

/** What ann's device wrote, one update a word; the device may lose some on the way. */
function writesApart(client: number, words: string[]): { updates: Uint8Array[]; whole: Y.Doc } {
  const whole = new Y.Doc()
  whole.clientID = client
  const updates: Uint8Array[] = []
  whole.on('update', (update) => updates.push(update))
  for (const word of words) whole.getText('body').insert(whole.getText('body').length, word)
  return { updates, whole }
}

const asked = (person: WirePerson) =>
  person.frames.filter((frame) => frame.kind === 'sync' && frame.step === net.STEP_1).length

test('[LV11] an update that needs one not yet seen is receipted, asked for again, and heals', async () => {
  await ann.joins(server)
  const { updates, whole } = writesApart(ann.doc.clientID, ['one ', 'two ', 'three '])
  const before = asked(ann)
  ann.sends(updates[0] as Uint8Array)
  ann.sends(updates[2] as Uint8Array)
  await ann.isReceipted()
  await until(() => asked(ann) > before, 'the server to ask again')
  expect(bo.text).not.toContain('three')

  ann.sends(Y.encodeStateAsUpdate(whole), net.STEP_2)
  await ann.isReceipted()
  await bo.sees('one two three ')
})

test('[LV11] a gap outlives a kill: the early part waits on disk until the missing part comes', async () => {
  await ann.joins(server)
  const { updates } = writesApart(ann.doc.clientID, ['one ', 'two ', 'three '])
  ann.sends(updates[0] as Uint8Array)
  ann.sends(updates[2] as Uint8Array)
  await ann.isReceipted()
  await server.kill9()
  server = await startServer({ data })

  const cleo = await new WirePerson(await Guest.arrives('cleo', server), document).joins(server)
  expect(cleo.text).toBe('one ')
  ann.connects(server)
  await until(() => ann.synced && ann.answered, 'ann to be back')
  ann.sends(updates[1] as Uint8Array)
  await ann.isReceipted()
  await cleo.sees('one two three ')
  const dan = await new WirePerson(await Guest.arrives('dan', server), document).joins(server)
  await dan.sees('one two three ')
})

test('[LV11] somebody else who holds the missing part may bring it when asked', async () => {
  await ann.joins(server)
  const { updates, whole } = writesApart(ann.doc.clientID, ['one ', 'two ', 'three '])
  // bo got the middle by another way (a tab, a stick) before the server did.
  ann.sends(updates[0] as Uint8Array)
  await ann.isReceipted()
  await bo.sees('one ')
  ann.sends(updates[2] as Uint8Array)
  await ann.isReceipted()
  await until(() => asked(ann) > 1, 'the server to ask again')
  bo.sends(Y.encodeStateAsUpdate(whole), net.STEP_2)
  await bo.isReceipted()
  const cleo = await new WirePerson(await Guest.arrives('cleo', server), document).joins(server)
  await cleo.sees('one two three ')
})
