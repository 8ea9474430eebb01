import type { EditorView } from '@tiptap/pm/view'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  COMPOSITION_TAIL_MS,
  compositionPlugin,
  type Touches,
} from '../../client/editor/composition.ts'
import { must } from '../../shared/kit/assert.ts'
import { page } from './page.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** Ann composes in the second block; the binding only notes which place it is asked about. */
function composer() {
  const told: (Touches | null)[] = []
  const asked: number[] = []
  const binding = {
    touchesBlock: (_update: Uint8Array, pos: number) => {
      asked.push(pos)
      return true
    },
  }
  const plugin = compositionPlugin(binding, (touches) => told.push(touches))
  const view = { state: page('one', 'two|') } as unknown as EditorView
  const event = (name: 'compositionstart' | 'compositionend') => {
    const listen = must(plugin.props.handleDOMEvents?.[name], 'it listens to compositions')
    return listen.call(plugin, view, new Event(name) as CompositionEvent)
  }
  return { told, asked, event, close: () => plugin.spec.view?.(view).destroy?.() }
}

test('[ED32] from the start until a moment after the end the composing block is told of', () => {
  const { told, asked, event } = composer()
  expect(event('compositionstart')).toBe(false)
  expect(told[0]?.(new Uint8Array())).toBe(true)
  expect(asked).toEqual([5])
  event('compositionend')
  vi.advanceTimersByTime(COMPOSITION_TAIL_MS - 1)
  expect(told.length).toBe(1)
  vi.advanceTimersByTime(1)
  expect(told[1]).toBeNull()
})

test('[ED32] a composition that follows at once goes on without a gap', () => {
  const { told, event } = composer()
  event('compositionstart')
  event('compositionend')
  vi.advanceTimersByTime(COMPOSITION_TAIL_MS - 1)
  event('compositionstart')
  vi.advanceTimersByTime(1000)
  expect(told.at(-1)).not.toBeNull()
})

test('[ED32] nothing is held back once the editor is closed', () => {
  const { told, event, close } = composer()
  event('compositionstart')
  close()
  expect(told.at(-1)).toBeNull()
  expect(vi.getTimerCount()).toBe(0)
})
