import { afterEach, beforeEach, expect, test } from 'vitest'
import { Guest, until } from '../support/cast.ts'
import { Ledger } from '../support/cast-ledger.ts'
import { WirePerson } from '../support/cast-wire.ts'
import * as net from '../support/network.ts'
import { deletion } from '../support/network-poison.ts'
import {
  type RunningServer,
  removeFolder,
  startServer,
  temporaryFolder,
} from '../support/server.ts'
import { logRows, snapshots } from '../support/server-log.ts'

/** Beyond 2,048 updates; each of the twelve stays within the burst of 200 a session may send. */
const PEOPLE = 12
const EDITS = 185

/** A snapshot for being idle would come after 30 s: these must come for being long. */
const SOON_MS = 25_000

let data: string
let server: RunningServer
beforeEach(async () => {
  data = temporaryFolder()
  server = await startServer({ data })
})
afterEach(async () => {
  await server.stop()
  removeFolder(data)
})

const downstream = (person: WirePerson) =>
  person.frames.filter((frame) => frame.kind === 'sync' && frame.step !== net.STEP_1)

test('[LV16] [LV12] after 2,048 updates a snapshot stands for the tail; who joins reads the same', async () => {
  const guests = await Promise.all(
    Array.from({ length: PEOPLE }, (_, index) => Guest.arrives(`p${index}`, server)),
  )
  const document = (await guests[0]?.makesDocument()) ?? ''
  const kept = new Ledger()
  const people = guests.map((guest) => new WirePerson(guest, document, {}, kept))
  await Promise.all(people.map((person) => person.joins(server)))
  for (const person of people) {
    for (let edit = 0; edit < EDITS; edit += 1) {
      // Words typed in one go are one row: a delete parts them.
      if (edit % 2 === 1) person.deletes(0, 1)
      else person.types(`${person.name}.${edit} `)
    }
  }
  await Promise.all(people.map((person) => person.isReceipted()))
  expect(logRows(data, document).length).toBeGreaterThan(2_048)
  await until(() => snapshots(data, document) > 0, 'a snapshot', SOON_MS)
  await until(() => new Set(people.map((person) => person.text)).size === 1, 'one text')
  const text = people[0]?.text ?? ''

  // The gc of the snapshot must not have lost a delete, nor the tail a word.
  const joins = async (name: string) => {
    const person = await new WirePerson(await Guest.arrives(name, server), document).joins(server)
    expect(person.text).toBe(text)
    expect(kept.missingFrom(person.doc, 'all').whys).toEqual([])
    return person
  }
  let newest = await joins('ann')
  await until(async () => {
    if (downstream(newest).length < 64) return true
    await newest.leaves()
    newest = await joins('ann')
    return false
  }, 'the tail to shrink')
  const frames = downstream(newest).length

  // Who was there all the time gets next to nothing; who was away gets what they lack.
  const [stayed, away] = people as [WirePerson, WirePerson]
  away.cutsOff()
  away.types('written offline ')
  stayed.types('written meanwhile ')
  await stayed.isReceipted()
  away.connects(server)
  await until(() => away.synced && away.answered, 'the one who was away')
  await away.isReceipted()
  await stayed.sees('written offline ')
  await away.sees('written meanwhile ')
  await until(() => stayed.text === away.text, 'both to have one text')

  await server.kill9()
  server = await startServer({ data })
  const last = await new WirePerson(await Guest.arrives('kim', server), document).joins(server)
  expect(last.text).toBe(stayed.text)
  expect(kept.missingFrom(last.doc, 'all').whys).toEqual([])
  console.log(
    `${PEOPLE * EDITS} updates: ${snapshots(data, document)} snapshot, a newcomer gets ${frames} frames`,
  )
})

test('[LV16] a large tail is compacted as well, and what is deleted weighs little after it', async () => {
  const guest = await Guest.arrives('ann', server)
  const document = await guest.makesDocument()
  const ann = await new WirePerson(guest, document).joins(server)
  ann.types('x'.repeat(200_000))
  ann.deletes(0, 199_990)
  await ann.isReceipted()
  await until(() => snapshots(data, document) > 0, 'a snapshot', SOON_MS)
  const weighs = async () => {
    const cleo = await new WirePerson(await Guest.arrives('cleo', server), document).joins(server)
    expect(cleo.text).toBe('x'.repeat(10))
    const bytes = downstream(cleo).reduce(
      (total, frame) => total + (frame.kind === 'sync' ? frame.bytes.length : 0),
      0,
    )
    await cleo.leaves()
    return bytes
  }
  await until(async () => (await weighs()) < 1_000, 'the deleted words to be gone from the way')
})

test('[LV12] who has every word learns of deletes that only the snapshot holds', async () => {
  const guest = await Guest.arrives('ann', server)
  const document = await guest.makesDocument()
  const ann = await new WirePerson(guest, document).joins(server)
  ann.types('xy'.repeat(25_000))
  await ann.isReceipted()
  const bo = await new WirePerson(await Guest.arrives('bo', server), document).joins(server)
  bo.cutsOff()
  // 25,000 single letters: more than 64 KiB of nothing but deletes. A state vector is blind to it.
  const everyOther = Array.from({ length: 25_000 }, (_, index) => ({ clock: 2 * index, length: 1 }))
  ann.sends(deletion(ann.doc.clientID, everyOther))
  await ann.isReceipted()
  await until(() => snapshots(data, document) > 0, 'a snapshot', SOON_MS)
  await server.kill9()
  server = await startServer({ data })
  await bo.joins(server)
  expect(bo.text).toBe('y'.repeat(25_000))
})
