import { signal } from '@preact/signals'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Creation } from '../../client/live/creation.ts'
import { type Kept, openShelf } from '../../client/live/shelf.ts'
import { must } from '../../shared/kit/assert.ts'
import type { RefusalReason } from '../../shared/wire/refusals.ts'
import { encodeStepTwo } from '../../shared/wire/sync.ts'
import { forbidden, fullDisk } from './faulty-disk.ts'
import { aStage, DOCUMENT, settle, type Tab, until } from './people.ts'

const stage = aStage()
let mend = () => {}
afterEach(() => mend())

const onDisk = () => stage.wire.disk.getText('body').toString()

async function kept(): Promise<Kept[]> {
  const shelf = must(await openShelf(indexedDB, stage.clock), 'the shelf opens')
  const rows = await shelf.kept()
  shelf.close()
  return rows
}

/** Connected, everything saved, then offline with words that nobody else has. */
async function offline(words = ' unsent'): Promise<Tab> {
  const ann = await stage.visits('ann')
  ann.wire.drops()
  ann.types(words)
  await settle()
  return ann
}

/** Connects again, and the server answers with this code. */
async function isClosed(tab: Tab, code: number): Promise<void> {
  stage.clock.advance(1_000)
  tab.wire.drops(code)
  await settle()
}

const ends: [number, RefusalReason][] = [
  [4410, 'deleted'],
  [4403, 'forbidden'],
  [4404, 'unknown-document'],
  [4409, 'must-not-merge'],
]
for (const [code, why] of ends) {
  test(`[RP20] closed with ${code}: unsent words are kept`, async () => {
    const ann = await offline()
    await isClosed(ann, code)
    expect(ann.status).toMatchObject({ kind: 'refused', reason: why })
    expect(ann.replica.shelved.value).toBe(true)
    expect(await kept()).toMatchObject([
      { document: DOCUMENT, person: 'ann', why, removedAt: null },
    ])
    expect(ann.text).toBe('hello unsent')
  })
}

test('[RP20] nothing is kept where nothing waits', async () => {
  const ann = await stage.visits('ann')
  ann.wire.drops(4410)
  await settle()
  expect(ann.status).toMatchObject({ kind: 'refused', reason: 'deleted' })
  expect(ann.replica.shelved.value).toBe(false)
  expect(await kept()).toEqual([])
})

test('[RP20] a document that comes back takes the words, and they are kept no more', async () => {
  const ann = await offline()
  await isClosed(ann, 4410)
  await ann.replica.close()
  expect(await kept()).toHaveLength(1)
  const again = stage.opens('ann')
  await again.connects()
  await again.saves()
  expect(again.status.kind).toBe('saved')
  expect(onDisk()).toBe('hello unsent')
  expect(await kept()).toEqual([])
})

test('[RP20] words from before a reload are kept too', async () => {
  await (await offline()).replica.close()
  const ann = stage.opens('ann')
  await ann.calls()
  ann.wire.drops(4410)
  await until(() => ann.replica.shelved.value, 'the words to be kept')
  expect(await kept()).toMatchObject([{ why: 'deleted' }])
})

test('[RP20] the role falls while words wait: not sent, kept, and the next replica is clean', async () => {
  const ann = await offline()
  ann.wire.hello = { ...ann.wire.hello, role: 'comment' }
  stage.clock.advance(1_000)
  ann.wire.accept()
  ann.wire.syncs()
  expect(ann.status).toMatchObject({ kind: 'refused', reason: 'forbidden' })
  await until(() => ann.replica.superseded.value, 'the replica to be superseded')
  ann.wire.commits()
  expect(onDisk()).toBe('hello')
  expect(await kept()).toMatchObject([{ why: 'access-changed' }])
  await ann.replica.close()
  const again = stage.opens('ann')
  again.wire.hello = { ...again.wire.hello, role: 'comment' }
  await again.connects()
  await again.saves()
  expect(again.text).toBe('hello')
  expect([again.status.kind, again.replica.role.value]).toEqual(['saved', 'comment'])
  expect(await kept()).toHaveLength(1)
})

test('[RP20] a role that falls with nothing waiting changes nothing', async () => {
  const ann = await stage.visits('ann')
  ann.wire.drops(4503)
  ann.wire.hello = { ...ann.wire.hello, role: 'read' }
  stage.clock.advance(1_000)
  await ann.connects(2)
  await ann.saves()
  expect(ann.status.kind).toBe('saved')
  expect(ann.replica.superseded.value).toBe(false)
  expect(ann.replica.role.value).toBe('read')
})

test('[RP20] a full disk: words that could not be put there stay in this tab', async () => {
  const ann = await stage.visits('ann')
  ann.wire.drops()
  mend = fullDisk()
  ann.types(' unsent')
  await settle()
  ann.wire.hello = { ...ann.wire.hello, role: 'read' }
  stage.clock.advance(1_000)
  ann.wire.accept()
  await settle()
  expect(ann.status).toMatchObject({ kind: 'refused', reason: 'forbidden' })
  expect([ann.replica.superseded.value, ann.replica.shelved.value]).toEqual([false, false])
  expect(ann.text).toBe('hello unsent')
})

test('[RP20] a full disk that has room again: the words are put there, and the document is opened anew', async () => {
  const ann = await stage.visits('ann')
  ann.wire.drops()
  mend = fullDisk()
  ann.types(' unsent')
  await settle()
  ann.wire.hello = { ...ann.wire.hello, role: 'read' }
  stage.clock.advance(1_000)
  ann.wire.accept()
  await settle()
  expect(ann.status).toMatchObject({ kind: 'refused', reason: 'forbidden' })
  mend()
  mend = () => {}
  stage.clock.advance(5_000)
  await until(() => ann.replica.superseded.value, 'the words to be shelved')
  expect(ann.replica.shelved.value).toBe(true)
})

test('[RP22] who may only read is asked for nothing, and told Saved when all is there', async () => {
  const ann = stage.opens('ann')
  await ann.calls()
  ann.wire.hello = { ...ann.wire.hello, role: 'read' }
  ann.wire.accept()
  await settle()
  expect(ann.status.kind).toBe('loading')
  ann.wire.down(encodeStepTwo(Y.encodeStateAsUpdate(ann.wire.disk)))
  await settle()
  expect(ann.status.kind).toBe('saved')
  stage.clock.advance(120_000)
  expect(ann.status.kind).toBe('saved')
  expect(ann.wire.sockets).toHaveLength(1)
  expect(ann.wire.asks()).toEqual([])
})

test('[RP19] the role is known before the server says it again', async () => {
  const ann = stage.opens('ann')
  ann.wire.hello = { ...ann.wire.hello, role: 'comment' }
  await ann.connects()
  await ann.saves()
  await ann.replica.close()
  const again = await stage.reopens('ann')
  expect(again.replica.role.value).toBe('comment')
})

test('[RP11] what the server does not have is looked for again, and opened when it is there', async () => {
  const bo = stage.opens('bo')
  await bo.calls()
  bo.wire.drops(4404)
  expect(bo.status.kind).toBe('missing')
  for (let calls = 2; calls < 6; calls++) {
    stage.clock.advance(30_000)
    await bo.calls(calls)
    bo.wire.drops(4404)
    expect(bo.status.kind).toBe('missing')
  }
  stage.clock.advance(30_000)
  await bo.connects(6)
  await bo.saves()
  expect([bo.status.kind, bo.replica.phase.value]).toEqual(['saved', 'ready'])
})

/** A creation that a test decides. */
function aCreation() {
  const state = signal<'waiting' | 'made' | RefusalReason>('waiting')
  let hurried = 0
  const creation: Creation = {
    state,
    hurry: () => {
      hurried += 1
    },
    lost: () => {
      state.value = 'waiting'
    },
  }
  return { creation, state, hurried: () => hurried }
}

test('[RP21] begun here: writable at once, connected only when it is made', async () => {
  const { creation, state, hurried } = aCreation()
  const ann = stage.opens('ann', { creation })
  await until(() => ann.replica.phase.value === 'ready', 'ann may write')
  ann.types('begun on a train')
  await settle()
  stage.clock.advance(60_000)
  expect(ann.wire.sockets).toHaveLength(0)
  expect(ann.status).toMatchObject({ kind: 'on-this-device', online: false })
  expect(ann.replica.role.value).toBe('own')
  ann.replica.retry()
  expect([ann.wire.sockets.length, hurried()]).toEqual([0, 1])
  state.value = 'made'
  await ann.connects()
  await ann.saves()
  expect(ann.status.kind).toBe('saved')
  expect(onDisk()).toBe('begun on a train')
})

test('[RP21] begun here and closed before it was made: the words are there on the next visit', async () => {
  const { creation, state } = aCreation()
  const ann = stage.opens('ann', { creation })
  await until(() => ann.replica.phase.value === 'ready', 'ann may write')
  ann.types('begun on a train')
  await settle()
  await ann.replica.close()
  const again = stage.opens('ann', { creation })
  await until(() => again.text !== '', 'the words to be there')
  await settle()
  expect(again.wire.sockets).toHaveLength(0)
  await again.replica.close()
  // Made by another tab, or while nobody had it open.
  state.value = 'made'
  const last = stage.opens('ann')
  await last.connects()
  expect(last.wire.last.params).not.toHaveProperty('epoch')
  await last.saves()
  expect(onDisk()).toBe('begun on a train')
  await last.replica.close()
  const offlineNow = await stage.reopens('ann')
  expect(offlineNow.text).toBe('begun on a train')
  await offlineNow.calls()
  expect(offlineNow.wire.last.params).toMatchObject({ log: 'log-1', epoch: '1' })
})

test('[RP21] a creation that is refused: the words are kept; asked again, it may be made', async () => {
  const { creation, state } = aCreation()
  const ann = stage.opens('ann', { creation })
  await until(() => ann.replica.phase.value === 'ready', 'ann may write')
  ann.types('not welcome')
  await settle()
  state.value = 'forbidden'
  await until(() => ann.replica.shelved.value, 'the words to be kept')
  expect(ann.status).toMatchObject({ kind: 'refused', reason: 'forbidden' })
  expect(await kept()).toMatchObject([{ why: 'forbidden' }])
  ann.replica.retry()
  state.value = 'waiting'
  state.value = 'made'
  await ann.connects()
  await ann.saves()
  expect(onDisk()).toBe('not welcome')
  expect(await kept()).toEqual([])
})

test('[RP21] begun here, and gone with a backup: made again, and everything is sent', async () => {
  const { creation, state } = aCreation()
  state.value = 'made'
  const ann = stage.opens('ann', { creation })
  await ann.connects()
  ann.types('made after the backup')
  await ann.saves()
  ann.wire.disk = new Y.Doc()
  ann.wire.hello = { ...ann.wire.hello, logId: 'log-2' }
  ann.wire.drops(4404)
  expect(ann.status).toMatchObject({ kind: 'refused', reason: 'unknown-document' })
  expect(state.value).toBe('waiting')
  state.value = 'made'
  await ann.connects(2)
  await ann.saves()
  expect(ann.status.kind).toBe('saved')
  expect(ann.wire.disk.getText('body').toString()).toBe('made after the backup')
  ann.wire.drops(4404)
  expect(state.value).toBe('made')
})

test('[RP21] begun in a browser that keeps nothing: writable, and never said to be on this device', async () => {
  const { creation, state } = aCreation()
  const ann = stage.opens('ann', { creation, indexedDB: forbidden })
  await until(() => ann.replica.phase.value === 'ready', 'ann may write')
  ann.types('only here')
  await settle()
  expect(ann.status).toMatchObject({ kind: 'not-saved', why: 'no-device-storage' })
  state.value = 'made'
  await ann.connects()
  await ann.saves()
  expect(ann.status.kind).toBe('saved')
})
