import { expect, test } from 'vitest'
import { splitBlock } from '../../client/editor/commands/enter.ts'
import { meet, Writer } from '../support/writer.ts'

test('[DM28] the first words make a block at once: Enter at its end while another types on there', () => {
  for (const [annId, boId] of [
    [1, 2],
    [2, 1],
  ] as const) {
    const ann = new Writer({ name: 'ann', clientID: annId })
    const bo = new Writer({ name: 'bo', clientID: boId })
    ann.type('Title')
    ann.tell(bo)
    bo.select(6)
    ann.run(splitBlock)
    bo.type(' of two')
    meet(ann, bo)
    for (const who of [ann, bo]) {
      expect(String(who.doc)).toBe('doc(block("Title of two"), block)')
      expect(who.binding.check()).toBe(true)
    }
  }
})

test('[DM28] two who begin an empty document at once get a block each, and undo takes back one', () => {
  const ann = new Writer({ name: 'ann', clientID: 1 })
  const bo = new Writer({ name: 'bo', clientID: 2 })
  ann.type('mine')
  bo.type('yours')
  meet(ann, bo)
  expect(String(ann.doc)).toBe('doc(block("mine"), block("yours"))')
  ann.undo()
  meet(ann, bo)
  for (const who of [ann, bo]) expect(String(who.doc)).toBe('doc(block("yours"))')
})
