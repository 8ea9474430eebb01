import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { openReplica, type Replica } from '../../client/live/replica.ts'
import { isRestoring } from '../../shared/document/restored.ts'
import { realClock } from '../../shared/kit/clock.ts'
import { secureRng } from '../../shared/kit/rng.ts'
import { Guest, until } from '../support/cast.ts'
import { StockPerson } from '../support/cast-stock.ts'
import {
  type RunningServer,
  removeFolder,
  startServer,
  temporaryFolder,
} from '../support/server.ts'
import { Writer } from '../support/writer.ts'
import { Hub } from './people.ts'

let data = ''
let server: RunningServer
const open = new Set<Replica>()

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  data = temporaryFolder()
  server = await startServer({ data })
})
afterEach(async () => {
  await Promise.all([...open].map((replica) => replica.close()))
  open.clear()
  await server.stop()
  removeFolder(data)
})

/** Somebody with an editor and the replica behind it. */
async function opens(guest: Guest, document: string): Promise<{ replica: Replica; hand: Writer }> {
  const replica = openReplica({
    ...{ document, person: guest.name, server: server.sync, clock: realClock, rng: secureRng },
    ...{ WebSocket: guest.WebSocket, channel: new Hub().open, network: null },
  })
  open.add(replica)
  await until(() => replica.phase.value === 'ready', `${guest.name} has the text`)
  const { doc } = replica
  return { replica, hand: new Writer({ name: guest.name, clientID: doc.clientID, ydoc: doc }) }
}

const saved = (replica: Replica) =>
  until(
    () => replica.status.value.kind === 'saved',
    () => `saved, not ${JSON.stringify(replica.status.value)}`,
  )
const words = ({ doc }: Writer) => doc.textContent

test('[DM53] what undo puts back is saved, lasts, and is the same to a stock client', async () => {
  const [anna, bob, cleopatra] = await Promise.all(
    ['ann', 'bo', 'cleo'].map((name) => Guest.arrives(name, server)),
  )
  if (!anna || !bob || !cleopatra) throw new Error('three came')
  const document = await anna.makesDocument()
  const ann = await opens(anna, document)
  const bo = await opens(bob, document)
  ann.hand.type('a word here')
  ann.hand.binding.undoManager.clear()
  await until(() => words(bo.hand) === 'a word here', 'bo reads it')
  await saved(ann.replica)

  await server.kill9()
  await until(() => !ann.replica.online.value && !bo.replica.online.value, 'both are offline')
  ann.hand.dispatch(ann.hand.state.tr.delete(3, 7))
  ann.hand.undo()
  bo.hand.dispatch(bo.hand.state.tr.insertText('X', 5))
  await until(() => ann.replica.status.value.kind === 'on-this-device', 'ann keeps it')
  await ann.replica.close()
  ann.hand.close()

  server = await startServer({ data, port: server.port })
  bo.replica.retry()
  const again = await opens(anna, document)
  await Promise.all([saved(again.replica), saved(bo.replica)])
  await until(() => words(again.hand) === 'a woXrd here', 'ann sees all')
  await until(() => words(bo.hand) === 'a woXrd here', 'bo sees all')

  const cleo = await new StockPerson(cleopatra, document).joins(server)
  await cleo.sees('a woXrd here')
  // Undo in the new session is another author; the stock client writes on in what it put back.
  again.hand.dispatch(again.hand.state.tr.delete(3, 8))
  again.hand.undo()
  await saved(again.replica)
  await until(() => cleo.text.includes('a woXrd here'), 'cleo sees it again')
  // The block's marker counts, and is no letter.
  cleo.body.insert(1 + cleo.text.indexOf('Xrd'), 'Y')
  await until(() => words(again.hand) === 'a woYXrd here', 'ann sees what cleo wrote')
  const writers = [...Y.decodeStateVector(Y.encodeStateVector(cleo.doc)).keys()]
  expect(writers.filter(isRestoring)).toHaveLength(2)

  await server.kill9()
  server = await startServer({ data, port: server.port })
  for (const { replica } of [again, bo]) replica.retry()
  await until(() => bo.replica.online.value && again.replica.online.value, 'all are back')
  const dan = await opens(await Guest.arrives('dan', server), document)
  expect(words(dan.hand)).toBe('a woYXrd here')
  cleo.leaves()
  for (const { hand } of [again, bo, dan]) hand.close()
})
