import { type Signal, signal } from '@preact/signals'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { writeCaret } from '../../client/presence/caret.ts'
import { Presence } from '../../client/presence/presence.ts'
import type { Peer } from '../../shared/wire/roster.ts'
import { HandClock } from '../replica/hand-clock.ts'

const peer = (person: string, client: number): Peer => ({
  ...{ client, person, name: person.toUpperCase(), colour: 'c1', device: 'computer' },
})

describe('presence', () => {
  let clock: HandClock
  let doc: Y.Doc
  let awareness: Awareness
  let roster: Signal<readonly Peer[]>
  let presence: Presence

  beforeEach(() => {
    clock = new HandClock()
    doc = new Y.Doc()
    awareness = new Awareness(doc)
    roster = signal<readonly Peer[]>([peer('ann', doc.clientID)])
    presence = new Presence({ awareness, roster, me: 'ann', clock })
    clock.advance(5_000)
  })
  afterEach(() => {
    presence.close()
    awareness.destroy()
  })

  /** A session elsewhere says this about itself. */
  function says(client: number, state: Record<string, unknown>): void {
    const other = new Awareness(new Y.Doc())
    other.clientID = client
    // Twice: the first state of a new id has the clock 0, which counts as known.
    other.setLocalState({})
    other.setLocalState(state)
    applyAwarenessUpdate(awareness, encodeAwarenessUpdate(other, [client]), 'test')
    other.destroy()
  }

  const caretAt = (index: number) => {
    const text = doc.getText('body')
    if (text.length === 0) text.insert(0, 'the words between us')
    const at = Y.createRelativePositionFromTypeIndex(text, index)
    return { anchor: at, head: at }
  }

  test('everyone but me, each once, however many tabs they have', () => {
    roster.value = [...roster.value, peer('bo', 2), peer('bo', 3), peer('cleo', 4)]
    expect(presence.people.value.map(({ person }) => person)).toEqual(['bo', 'cleo'])
  })

  test('a caret wears what the roster says, never what it says of itself', () => {
    says(2, { caret: writeCaret(caretAt(3)), active: true, name: 'the owner', colour: 'red' })
    expect(presence.carets.value).toEqual([])
    roster.value = [...roster.value, peer('bo', 2)]
    expect(presence.carets.value).toMatchObject([{ client: 2, name: 'BO', hue: 'c1' }])
  })

  test.each([
    [{ caret: 'here', active: true }],
    [{ caret: { anchor: 1, head: 2 }, active: true }],
    [{ caret: { anchor: {}, head: { item: { client: 'x', clock: 0 } } }, active: true }],
    [{ caret: null, active: true }],
    [{ user: { name: 'a stock editor' }, cursor: {} }],
  ])('a state that is none draws nothing: %j', (state) => {
    roster.value = [...roster.value, peer('bo', 2)]
    says(2, state)
    expect(awareness.getStates().get(2)).toEqual(state)
    expect(presence.carets.value).toEqual([])
  })

  test('who came and who left is said once, and not about who was there before me', () => {
    roster.value = [peer('ann', 1), peer('bo', 2)]
    expect(presence.changes.value).toEqual({ came: [], left: [] })
    clock.advance(2_000)
    expect(presence.changes.value).toEqual({ came: ['BO'], left: [] })
    roster.value = [peer('ann', 1), peer('cleo', 3)]
    clock.advance(2_000)
    expect(presence.changes.value).toEqual({ came: ['CLEO'], left: ['BO'] })
  })

  test('a connection that blinks makes nobody leave', () => {
    roster.value = [peer('ann', 1), peer('bo', 2)]
    clock.advance(2_000)
    const said = presence.changes.value
    roster.value = []
    clock.advance(1_900)
    roster.value = [peer('ann', 1), peer('bo', 2)]
    clock.advance(10_000)
    expect(presence.changes.value).toEqual({ came: [], left: [] })
    expect(said).toEqual({ came: ['BO'], left: [] })
  })

  test('my caret is told at once, then at most ten times a second, and the last one counts', () => {
    let told = 0
    awareness.on('update', () => {
      told += 1
    })
    for (let index = 0; index < 50; index += 1) {
      presence.show(() => caretAt(index % 20), true)
      clock.advance(10)
    }
    clock.advance(1_000)
    expect(told).toBeGreaterThanOrEqual(5)
    expect(told).toBeLessThanOrEqual(7)
    expect(awareness.getLocalState()).toEqual({ caret: writeCaret(caretAt(9)), active: true })
  })

  test('standing still tells nothing', () => {
    presence.show(() => caretAt(4), true)
    let told = 0
    awareness.on('update', () => {
      told += 1
    })
    for (let times = 0; times < 20; times += 1) {
      presence.show(() => caretAt(4), true)
      clock.advance(200)
    }
    expect(told).toBe(0)
  })

  test('after close nothing waits and nothing is told', () => {
    presence.show(() => caretAt(4), true)
    presence.show(() => caretAt(5), true)
    presence.close()
    presence.close()
    expect(clock.pending).toBe(0)
    clock.advance(10_000)
    expect(awareness.getLocalState()).toEqual({ caret: writeCaret(caretAt(4)), active: true })
  })
})
