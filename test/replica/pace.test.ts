import * as encoding from 'lib0/encoding'
import { expect, test } from 'vitest'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { type Painted, REST_MAX_MS } from '../../client/live/pace.ts'
import { encodeFrame, FRAME } from '../../shared/wire/frame.ts'
import { countWrites } from './faulty-disk.ts'
import { aStage, settle, type Tab } from './people.ts'

const stage = aStage()

/** A page that paints when told, and needs as long for it as told. */
class Page {
  readonly #told = new Set<(ms: number) => void>()

  readonly painted: Painted = (tell) => {
    this.#told.add(tell)
    return () => this.#told.delete(tell)
  }

  /** Somebody waits for the end of a frame. */
  get isAwaited(): boolean {
    return this.#told.size > 0
  }

  paints(ms: number): void {
    const all = [...this.#told]
    this.#told.clear()
    for (const tell of all) tell(ms)
  }
}

/** Somebody else, whose keys come as single updates; counts the changes that ann's page gets. */
async function annAndBo(page: Page) {
  const ann = stage.opens('ann', { painted: page.painted })
  await ann.connects()
  ann.types('hello')
  await ann.saves()
  page.paints(1)
  let changes = 0
  ann.replica.doc.on('update', () => {
    changes += 1
  })
  const bo = new Y.Doc()
  Y.applyUpdate(bo, Y.encodeStateAsUpdate(stage.wire.disk))
  return {
    ann,
    bo,
    changes: () => changes,
    boTypes(words: string) {
      const before = Y.encodeStateVector(bo)
      const body = bo.getText('body')
      body.insert(body.length, words)
      ann.wire.tells(Y.encodeStateAsUpdate(bo, before))
    },
  }
}

test('[RP23] a light frame: what comes while it is painted comes in together', async () => {
  const page = new Page()
  const { ann, boTypes, changes } = await annAndBo(page)
  boTypes('1')
  expect(ann.text).toBe('hello1')
  boTypes('2')
  boTypes('3')
  expect(ann.text).toBe('hello1')
  page.paints(1)
  expect(ann.text).toBe('hello123')
  expect(changes()).toBe(2)
  page.paints(1)
  boTypes('4')
  expect(ann.text).toBe('hello1234')
})

test('[RP23] after a heavy frame others wait four times as long, and never 200 ms', async () => {
  const page = new Page()
  const { ann, boTypes, changes } = await annAndBo(page)
  boTypes('1')
  page.paints(20)
  boTypes('2')
  boTypes('3')
  stage.clock.advance(79)
  expect(ann.text).toBe('hello1')
  stage.clock.advance(1)
  expect(ann.text).toBe('hello123')
  expect(changes()).toBe(2)
  page.paints(900)
  boTypes('4')
  stage.clock.advance(REST_MAX_MS)
  expect(ann.text).toBe('hello1234')
})

test('[RP23] a key of my own is painted first, and brings along what others wrote', async () => {
  const page = new Page()
  const { ann, boTypes } = await annAndBo(page)
  ann.types('!')
  boTypes('1')
  expect(ann.text).toBe('hello!')
  page.paints(30)
  expect(ann.text).toContain('1')
  page.paints(30)
  boTypes('2')
  // Who writes goes on writing: the rest is long, but their next frame ends it.
  stage.clock.advance(150)
  expect(ann.text).not.toContain('2')
  ann.types('?')
  page.paints(30)
  expect(ann.text).toContain('2')
})

test('[RP6] a key is painted before it begins to be stored, and waits for no second frame', async () => {
  const page = new Page()
  const { ann } = await annAndBo(page)
  const writes = countWrites()
  ann.types('!')
  ann.types('?')
  expect(writes).toMatchObject({ strict: 0 })
  page.paints(30)
  expect(writes).toMatchObject({ strict: 1 })
  await settle()
  ann.types('.')
  // Nobody sees this tab.
  stage.clock.advance(100)
  expect(writes).toMatchObject({ strict: 2 })
  writes.undo()
})

test('[RP23] a page that is never painted gets the words all the same', async () => {
  const page = new Page()
  const { ann, boTypes } = await annAndBo(page)
  boTypes('1')
  boTypes('2')
  expect(ann.text).toBe('hello1')
  stage.clock.advance(100)
  expect(ann.text).toBe('hello12')
})

test('[RP23] what waits comes in before the connection ends and before the replica closes', async () => {
  const page = new Page()
  const { ann, boTypes } = await annAndBo(page)
  boTypes('1')
  boTypes('2')
  ann.wire.drops()
  expect(ann.text).toBe('hello12')

  stage.clock.advance(60_000)
  await ann.connects(2)
  page.paints(1)
  boTypes('3')
  boTypes('4')
  const closing = ann.replica.close()
  expect(ann.text).toBe('hello1234')
  await closing
  expect(page.isAwaited).toBe(false)
})

test('[RP23] who waits for the whole text is told when no change is going on', async () => {
  const page = new Page()
  const bo = new Y.Doc()
  const ann = stage.opens('ann', { painted: page.painted })
  await ann.calls()
  ann.wire.accept()
  bo.on('update', (update: Uint8Array) => ann.wire.tells(update))
  for (const word of ['1', '2', '3']) bo.getText('body').insert(0, word)
  let changing: unknown = 'not told'
  ann.replica.phase.subscribe((phase) => {
    if (phase === 'ready') changing = ann.replica.doc._transaction
  })
  ann.wire.syncs()
  expect(changing).toBeNull()
  expect(ann.text).toBe('321')
})

test('[RP23] a caret comes after the words on which it stands', async () => {
  const page = new Page()
  const { ann, bo, boTypes } = await annAndBo(page)
  const heard: string[] = []
  ann.replica.awareness.on('change', () => heard.push(ann.text))
  boTypes('1')
  boTypes('2')
  tellsCaret(ann, new Awareness(bo), { at: 7 })
  expect(heard).toEqual([])
  page.paints(1)
  expect(heard).toEqual(['hello12'])
})

test('where others are is not told back to the server', async () => {
  const page = new Page()
  const { ann, bo } = await annAndBo(page)
  const told = () => ann.wire.last.sent.filter(({ kind }) => kind === 'awareness').length
  const before = told()
  const awareness = new Awareness(bo)
  tellsCaret(ann, awareness, { at: 1 })
  page.paints(1)
  tellsCaret(ann, awareness, { at: 2 })
  page.paints(1)
  expect(ann.replica.awareness.getStates().get(bo.clientID)).toEqual({ at: 2 })
  expect(told()).toBe(before)
  ann.replica.awareness.setLocalState({ at: 3 })
  expect(told()).toBe(before + 1)
  awareness.destroy()
})

function tellsCaret(ann: Tab, awareness: Awareness, state: Record<string, unknown>): void {
  awareness.setLocalState(state)
  const update = encodeAwarenessUpdate(awareness, [awareness.clientID])
  ann.wire.down(
    encodeFrame(FRAME.awareness, (encoder) => encoding.writeVarUint8Array(encoder, update)),
  )
}
