import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { outlineOf } from '../support/browser-outline.ts'
import { PAGE, type Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { appendBlock } from '../support/browser-yjs.ts'

const NESTED = `<meta charset="utf-8"><h2>Shopping</h2>
<ul>
  <li>fruit
    <ul><li>apples</li><li><b>pears</b></li></ul>
  </li>
  <li><p>bread</p></li>
</ul>
<ol><li>pay</li></ol>
<blockquote><p>so it is</p></blockquote>
<p>a <a href="https://example.org/">link</a> and
  white   space</p>`

const NESTED_LINES = [
  '## Shopping',
  '- fruit',
  '  - apples',
  '  - **pears**',
  '- bread',
  '1. pay',
  '> so it is',
  'a [link](https://example.org/) and white space',
]

const WORD = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang=EN-US><!--StartFragment-->
<p class=MsoNormal><b>From Word<o:p></o:p></b></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]>first<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='margin-left:72.0pt;text-indent:-18.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>o<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>inner<o:p></o:p></p>
<!--EndFragment--></body></html>`

const DOCS = `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span style="font-weight:700;">bold</span><span style="font-weight:400;"> and </span><span style="font-style:italic;">leaning</span></p><br /><ul><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span>one</span></p></li><ul><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation"><span>deeper</span></p></li></ul></ul></b>`

describeInBrowser('copy and paste', () => {
  let stage: Stage
  let ann: Person
  let bo: Person

  beforeAll(async () => {
    stage = await Stage.opens()
    ann = await stage.enters('ann')
    bo = await stage.enters('bo')
    await ann.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await bo.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  })
  afterEach(() => {
    // Where pasted HTML is read, its own styles are refused by our policy, and the console says so.
    const isOfPasted = (line: string) => line.includes('Applying inline style violates')
    expect(stage.complaints().filter((line) => !isOfPasted(line))).toEqual([])
  })
  afterAll(() => stage.closes())

  /** Puts something on the real clipboard, as another program would. */
  const copiesElsewhere = (html: string, text: string) =>
    ann.page.evaluate(
      async ([rich, plain]) => {
        await navigator.clipboard.write([
          new ClipboardItem({
            'text/html': new Blob([rich], { type: 'text/html' }),
            'text/plain': new Blob([plain], { type: 'text/plain' }),
          }),
        ])
      },
      [html, text] as const,
    )

  /** What a copy with the keys leaves for other programs. */
  const copied = (person: Person) =>
    person.page.evaluate(async () => {
      const [item] = await navigator.clipboard.read()
      const html = await (await item?.getType('text/html'))?.text()
      const text = await (await item?.getType('text/plain'))?.text()
      return { html: html ?? '', text: text ?? '' }
    })

  test('a paste by key brings nested lists, kinds, marks and links; bo sees them', async () => {
    const id = await stage.document(ann, bo)
    await ann.clicksPage()
    await copiesElsewhere(NESTED, 'Shopping')
    await ann.presses('Control+v')
    await Promise.all([ann.sees(...NESTED_LINES), bo.sees(...NESTED_LINES)])
    await stage.agrees(id, ann, bo)
    await ann.presses('Control+z')
    await Promise.all([ann.sees(''), bo.sees('')])
  })

  test('a paste as plain text brings only words', async () => {
    const id = await stage.document(ann, bo)
    await ann.clicksPage()
    await copiesElsewhere('<h1>loud</h1><p><b>bold</b></p>', 'loud\nbold')
    await ann.presses('Control+Shift+v')
    await Promise.all([ann.sees('loud', 'bold'), bo.sees('loud', 'bold')])
    await stage.agrees(id, ann, bo)
  })

  test('what Word and Google Docs put there becomes lists', async () => {
    const id = await stage.document(ann, bo)
    await ann.clicksPage()
    await ann.pastes({ html: WORD, text: 'From Word' })
    await ann.sees('**From Word**', '- first', '  - inner')
    await ann.presses('Control+a', 'Delete')
    await ann.pastes({ html: DOCS, text: 'bold and leaning' })
    await until(ann, bo)
    const lines = await ann.outline()
    expect(lines[0]).toBe('**bold** and _leaning_')
    expect(lines.filter((line) => line !== '').slice(1)).toEqual(['- one', '  - deeper'])
    await stage.agrees(id, ann, bo)
  })

  test('U+001E and wild elements in a paste break nothing', async () => {
    const id = await stage.document(ann, bo)
    await ann.clicksPage()
    await ann.types('start ')
    await ann.pastes({
      html: '<p>a\u001eb<script>alert(1)</script><img src=x onerror="alert(1)"></p><p>c</p>',
      text: 'a\u001eb',
    })
    await ann.pastes({ text: ' d\u001ee' })
    await stage.agrees(id, ann, bo)
    expect((await ann.outline()).join('|')).toBe('start ab|c de')
  })

  test('a copy gives nested HTML and plain words, and comes back as it was', async () => {
    const id = await stage.document()
    const cleo = await stage.client(id)
    appendBlock(cleo, { kind: 'heading', level: 2 }, 'List')
    appendBlock(cleo, { list: 'bullet' }, 'one ', { text: 'bold', marks: { bold: true } })
    appendBlock(cleo, { list: 'bullet', indent: 1 }, 'two')
    appendBlock(cleo, { list: 'task', checked: true }, 'done')
    appendBlock(cleo, { kind: 'quote' }, 'quoted')
    appendBlock(cleo, { kind: 'divider' })
    appendBlock(cleo, { kind: 'code', language: 'ts' }, 'let a\nlet b')
    await Promise.all([ann.opens(id), bo.opens(id)])
    await ann.clicksPage()
    await ann.presses('Control+a', 'Control+c')
    const { html, text } = await copied(ann)
    const nested = html.replace(/\s*\n\s*/g, '').replace(/ (style|data-[\w-]+|dir)="[^"]*"/g, '')
    expect(nested).toContain('<h2>List</h2>')
    expect(nested).toMatch(
      /<ul><li>.*one <strong>bold<\/strong>.*<ul><li>.*two.*<\/li><\/ul><\/li>/,
    )
    expect(nested).toMatch(/<blockquote>.*quoted.*<\/blockquote>/)
    expect(text).toContain('quoted')

    const other = await stage.document(bo)
    await bo.clicksPage()
    await bo.presses('Control+v')
    await bo.sees(...(await ann.outline()))
    await stage.agrees(other, bo)
  })

  test('cut and paste inside a document moves a block', async () => {
    const id = await stage.document(ann, bo)
    await ann.clicksPage()
    for (const line of ['one', '- two', 'three']) {
      await ann.types(line)
      await ann.presses('Enter')
      if (line.startsWith('-')) await ann.presses('Enter')
    }
    await ann.sees('one', '- two', 'three', '')
    await ann.clicks('before', 'two')
    await ann.presses('Shift+End', 'Control+x')
    await ann.presses('Control+End', 'Control+v')
    await stage.agrees(id, ann, bo)
    expect((await bo.outline()).join('|')).toMatch(/^one\|- \|three\|(- )?two$/)
  })

  async function until(one: Person, two: Person) {
    await two.sees(...(await one.outline()))
  }

  test('a heading pasted into words stays words of their block', async () => {
    const id = await stage.document(ann)
    await ann.clicksPage()
    await ann.types('before after')
    await ann.clicks('after', 'before')
    await ann.pastes({ html: '<h1>the title</h1>', text: 'the title' })
    await ann.sees('beforethe title after')
    expect(outlineOf(await stage.agrees(id, ann))).toEqual(['beforethe title after'])
    expect(await ann.page.locator(`${PAGE} h1`).count()).toBe(0)
  })
})
