import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { outlineOf } from '../support/browser-outline.ts'
import type { Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'

describeInBrowser('two people write one document', () => {
  let stage: Stage
  let ann: Person
  let bo: Person

  beforeAll(async () => {
    stage = await Stage.opens()
    ann = await stage.enters('ann')
    bo = await stage.enters('bo')
  })
  afterEach(() => expect(stage.complaints()).toEqual([]))
  afterAll(() => stage.closes())

  test('both type at once, in one line and in their own', async () => {
    const id = await stage.document(ann, bo)
    await ann.clicksPage()
    await ann.types('Plans')
    await ann.presses('Enter')
    await ann.types('The quick fox')
    await bo.sees('Plans', 'The quick fox')

    await ann.clicks('after', 'quick')
    await bo.clicks('after', 'fox')
    await Promise.all([ann.types(' and clever brown'), bo.types(' jumps over the dog')])
    const line = 'The quick and clever brown fox jumps over the dog'
    await Promise.all([ann.sees('Plans', line), bo.sees('Plans', line)])

    await bo.presses('Enter')
    await Promise.all([bo.types('My own line'), ann.types('!')])
    await stage.agrees(id, ann, bo)
    const strange = await stage.enters('cleo')
    await strange.opens(id)
    await strange.sees('Plans', 'The quick and clever brown! fox jumps over the dog', 'My own line')
  })

  test('every kind of block comes from what people type in Markdown', async () => {
    const id = await stage.document(ann, bo)
    await ann.clicksPage()
    await ann.types('Kinds of blocks')
    await bo.sees('Kinds of blocks')
    // Not where ann's Enter will be: what bo writes there would rightly go along to the next line.
    await bo.clicks('after', 'Kinds')
    const meanwhile = bo.types(' and signs, while ann makes them,')

    await ann.presses('Enter')
    await ann.types('# One')
    await ann.presses('Enter')
    await ann.types('## Two')
    await ann.presses('Enter')
    await ann.types('### Three')
    await ann.presses('Enter')
    await ann.types('- bullet')
    await ann.presses('Enter', 'Tab')
    await ann.types('inner')
    await ann.presses('Enter', 'Enter', 'Enter')
    await ann.types('1. ordered')
    await ann.presses('Enter', 'Enter')
    await ann.types('[ ] to do')
    await ann.presses('Enter', 'Enter')
    await ann.types('[x] done')
    await ann.presses('Enter', 'Enter')
    await ann.types('> quoted')
    await ann.presses('Enter', 'Enter')
    await ann.types('``` code')
    await meanwhile
    const lines = [
      'Kinds and signs, while ann makes them, of blocks',
      '# One',
      '## Two',
      '### Three',
      '- bullet',
      '  - inner',
      '1. ordered',
      '[ ] to do',
      '[x] done',
      '> quoted',
      '~ code',
    ]
    await Promise.all([ann.sees(...lines), bo.sees(...lines)])

    await ann.presses('ArrowUp', 'End', 'Enter', 'Enter')
    await ann.types('---')
    await ann.sees(...lines.slice(0, -1), '---', '', '~ code')
    await stage.agrees(id, ann, bo)
  })

  test('every mark comes from what people type in Markdown', async () => {
    const id = await stage.document(ann, bo)
    await ann.clicksPage()
    await ann.types('Marks')
    await ann.presses('Enter')
    await bo.sees('Marks', '')
    await bo.clicks('after', 'Marks')
    await Promise.all([
      ann.types('a **bold** b *leaning* c ~~gone~~ d `code` e ==bright== f'),
      bo.types(' of every sort'),
    ])
    const line = 'a **bold** b _leaning_ c ~~gone~~ d `code` e ==bright== f'
    await Promise.all([ann.sees('Marks of every sort', line), bo.sees('Marks of every sort', line)])
    await stage.agrees(id, ann, bo)
  })

  test('[ED37] every mark has a key, and what others mark stays', async () => {
    const id = await stage.document(ann, bo)
    await ann.clicksPage()
    await ann.types('one two three four five six')
    await bo.sees('one two three four five six')
    const keys: [string, string][] = [
      ['one', 'Control+b'],
      ['two', 'Control+i'],
      ['three', 'Control+u'],
      ['four', 'Control+Shift+s'],
      ['five', 'Control+e'],
      ['six', 'Control+Shift+h'],
    ]
    for (const [index, [words, key]] of keys.entries()) {
      const who = index % 2 === 0 ? ann : bo
      await who.selects(words)
      await who.presses(key)
      // A mark changes the width of letters: the next click must know where they are now.
      await stage.agrees(id, ann, bo)
    }
    const marked = '**one** _two_ ++three++ ~~four~~ `five` ==six=='
    await Promise.all([ann.sees(marked), bo.sees(marked)])

    await Promise.all([ann.selects('two'), bo.selects('two')])
    await Promise.all([ann.presses('Control+b'), bo.presses('Control+u')])
    await stage.agrees(id, ann, bo)
    await ann.sees('**one** **_++two++_** ++three++ ~~four~~ `five` ==six==')
    expect(outlineOf(await bo.blocks())).toEqual(await ann.outline())
  })

  test('[ED35] every leaf: a break by key, and a person named by @', async () => {
    const id = await stage.document(ann, bo)
    await ann.clicksPage()
    await ann.types('one')
    await ann.presses('Shift+Enter')
    await ann.types('two for @')
    const list = ann.page.getByRole('listbox')
    await list.waitFor()
    const name = (await list.getByRole('option').first().textContent()) ?? ''
    expect(name).not.toBe('')
    const meanwhile = bo.clicksPage().then(() => bo.types('!'))
    await ann.presses('Enter')
    await meanwhile
    await list.waitFor({ state: 'detached' })
    await stage.agrees(id, ann, bo)
    const [line] = await bo.outline()
    expect(line).toContain(`one↵two for @${name}`)
    expect(line).toContain('!')
  })
})
