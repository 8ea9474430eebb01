import type { EditorView } from '@tiptap/pm/view'
import { expect, test } from 'vitest'
import { pasteLimit } from '../../client/editor/paste-limit.ts'

const MIB = 1024 * 1024

/** Pastes that data; says whether it was let in, and how often the refusal was said. */
function pasted(data: Record<string, string>) {
  let refusals = 0
  let stopped = false
  const plugin = pasteLimit(() => {
    refusals += 1
  })
  const event = {
    clipboardData: { getData: (type: string) => data[type] ?? '' },
    preventDefault: () => {
      stopped = true
    },
  }
  const paste = plugin.props.handleDOMEvents?.paste
  paste?.call(plugin, {} as EditorView, event as unknown as ClipboardEvent)
  return { stopped, refusals }
}

test('[ED38] what the server would take comes in', () => {
  const html = { 'text/html': 'm'.repeat(9 * MIB), 'text/plain': 'words' }
  expect(pasted({ 'text/plain': 'w'.repeat(3 * MIB) })).toEqual({ stopped: false, refusals: 0 })
  expect(pasted(html)).toEqual({ stopped: false, refusals: 0 })
})

test('[ED38] what the server would refuse stays out, and somebody says so', () => {
  const refused = { stopped: true, refusals: 1 }
  expect(pasted({ 'text/plain': 'w'.repeat(3 * MIB + 1) })).toEqual(refused)
  expect(pasted({ 'text/plain': 'ж'.repeat(2 * MIB) })).toEqual(refused)
  expect(pasted({ 'text/html': 'm'.repeat(4 * MIB) })).toEqual(refused)
})
