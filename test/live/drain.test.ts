import { afterEach, expect, test } from 'vitest'
import { Guest, until } from '../support/cast.ts'
import { Ledger } from '../support/cast-ledger.ts'
import { StockPerson } from '../support/cast-stock.ts'
import { WirePerson } from '../support/cast-wire.ts'
import * as net from '../support/network.ts'
import {
  type RunningServer,
  removeFolder,
  startServer,
  temporaryFolder,
} from '../support/server.ts'

const NAMES = ['ann', 'bo', 'cleo', 'dan', 'eve']
const EDITS = 20

const data = temporaryFolder()
const servers: RunningServer[] = []
const starts = async () => {
  const server = await startServer({ data })
  servers.push(server)
  return server
}
afterEach(async () => {
  for (const server of servers) await server.stop()
  removeFolder(data)
})

/**
 * Waits until the server has read all that these people said: it answers a question about who is
 * here at once, and in its turn. What the network still carries at SIGTERM has no receipt.
 */
function allAreRead(people: readonly WirePerson[]): Promise<unknown> {
  return Promise.all(
    people.map((person) => {
      const heard = new Promise<void>((done) => {
        person.socket.on('message', () => {
          if (person.frames.at(-1)?.kind === 'awareness') done()
        })
      })
      person.says(Uint8Array.of(net.QUERY_AWARENESS))
      return heard
    }),
  )
}

test('[LV18] SIGTERM receipts what is in flight, closes 1012, exits 0, and all is there again', async () => {
  const server = await starts()
  const guests = await Promise.all(NAMES.map((name) => Guest.arrives(name, server)))
  const document = (await guests[0]?.makesDocument()) ?? ''
  const kept = new Ledger()
  const people = guests.map((guest) => new WirePerson(guest, document, {}, kept))
  await Promise.all(people.map((person) => person.joins(server)))
  const stock = await new StockPerson(await Guest.arrives('finn', server), document).joins(server)
  // Somebody who does not read any more must not hold up the end of the others.
  const gus = await new WirePerson(await Guest.arrives('gus', server), document).joins(server)
  gus.socket.pause()
  const finns = (person: WirePerson) => person.frames.some(({ kind }) => kind === 'awareness')
  await until(() => people.every(finns), 'all to be told that finn is here')

  for (const person of people) {
    for (let edit = 0; edit < EDITS; edit += 1) person.types(`${person.name}${edit} `)
    person.deletes(0, 2)
    person.asks()
  }
  await allAreRead(people)
  console.log(`${people.filter(({ receipted }) => receipted === 0).length} of 5 are in flight`)
  const ended = server.term()
  await until(() => people.every((person) => person.closed !== null), 'all to be closed')
  expect(people.map((person) => person.closed?.code)).toEqual(people.map(() => 1012))
  expect(people.map((person) => person.receipted)).toEqual(people.map(() => 1))
  stock.cutsOff()
  gus.cutsOff()
  expect(await ended).toBe(0)

  const again = await starts()
  const auditor = await new WirePerson(await Guest.arrives('kim', again), document).joins(again)
  expect(kept.structs).toBeGreaterThan(NAMES.length * EDITS)
  expect(kept.missingFrom(auditor.doc, 'all').whys).toEqual([])
  for (const name of NAMES) expect(auditor.text).toContain(`${name}${EDITS - 1} `)
  stock.leaves()
})
