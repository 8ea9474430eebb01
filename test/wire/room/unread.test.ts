/** Long updates wait for the worker: how much of whom, and what it costs who sends too much. */
import { expect, test } from 'vitest'
import { encodeUpdate } from '../../../shared/wire/sync.ts'
import * as forge from '../../support/network-forgery.ts'
import { Stage, settled, until } from './stage.ts'

const LONG = 80_000

const paste = (client: number) =>
  encodeUpdate(
    forge.handmade([{ client, clock: 0, structs: [forge.text(String(client % 10).repeat(LONG))] }]),
  )

test('[LV28] a person whose updates wait unread is turned away before they fill the memory, and nobody else', async () => {
  const stage = new Stage({ unreadPerPerson: 100_000 })
  const person = 'mallory'
  const ids = [11, 12, 13]
  const mallories = await Promise.all(
    ids.map((client) => stage.enters(`m${client}`, { person, client, isSilent: true })),
  )
  const bo = await stage.enters('bo', { client: 9 })
  for (const [n, one] of mallories.entries()) one.says(paste(ids[n] ?? 0))
  bo.types('b'.repeat(LONG))
  bo.asks()
  await until(() => bo.receipts.length > 0, 'what bo pasted')
  await settled()
  expect(mallories.map(({ closed }) => closed)).toEqual([null, 1013, 1013])
  expect(mallories[1]?.refusals).toMatchObject([{ reason: 'too-many', permanent: false }])

  // What was turned away is taken when it comes again.
  const again = await stage.enters('m12', { person, client: 12, isSilent: true })
  again.says(paste(12))
  again.asks()
  await until(() => again.receipts.length > 0, 'what came again')
  expect(bo.text.match(/2+/)?.[0]).toHaveLength(LONG)
})

test('[LV28] all together have a limit, too', async () => {
  const stage = new Stage({ unread: 200_000 })
  const people = await Promise.all(
    [21, 22, 23].map((client) => stage.enters(`p${client}`, { client, isSilent: true })),
  )
  for (const [n, one] of people.entries()) one.says(paste(21 + n))
  await settled()
  expect(people.map(({ closed }) => closed)).toEqual([null, null, 1013])
  await until(() => people.every(({ socket }) => !socket.isPaused), 'what waits')
})

test('[LV28] who waits alone at an address waits for one of the many at another', async () => {
  const stage = new Stage()
  const many = await Promise.all(
    [21, 22, 23, 24].map((client) =>
      stage.enters(`m${client}`, { client, network: 'there', isSilent: true }),
    ),
  )
  const bo = await stage.enters('bo', { client: 9, network: 'here', isSilent: true })
  for (const [n, one] of many.entries()) one.says(paste(21 + n))
  bo.says(paste(9))
  await until(() => stage.batches.flat().length === 5, 'all of it')
  // The first was being read already when the others came.
  const order = stage.batches.flat().map(({ person }) => person)
  expect(order).toEqual(['m21', 'm22', 'bo', 'm23', 'm24'])
})
