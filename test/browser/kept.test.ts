import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { must } from '../../shared/kit/assert.ts'
import { describeInBrowser } from '../support/browser.ts'
import type { Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { Talking } from '../support/browser-threads.ts'

const WORDS = 'written on a train'

describeInBrowser('words that the server does not take', () => {
  let stage: Stage
  let ann: Person
  let bo: Person
  let id: string

  beforeEach(async () => {
    stage = await Stage.opens()
    ann = await stage.enters('ann')
    bo = await stage.enters('bo')
    id = await begins(ann, 'Plan')
    await bo.opens(id)
    await bo.sees('Plan')
    await bo.cutsOff()
    await bo.clicksPage()
    await bo.presses('Enter')
    await bo.types(WORDS)
    await bo.isTold('on-this-device')
  })
  afterEach(async () => {
    expect(stage.complaints()).toEqual([])
    await stage.closes()
  })

  test('deleted while bo writes offline: kept, read, taken along, removed, put back, sent', async () => {
    expect(await asks(ann, 'PUT', `/api/documents/${id}/trash`)).toBeLessThan(300)
    await bo.returns()
    await bo.isTold('refused')
    await bo.page.getByText('had not been sent are kept on this device').waitFor()
    await bo.page.getByRole('link', { name: 'Kept on this device' }).first().click()
    await bo.page.waitForURL(/\/kept$/)
    await bo.page.getByRole('heading', { name: 'Plan' }).waitFor()
    await bo.page.getByText('The document was deleted').waitFor()
    await bo.page.getByRole('button', { name: 'Remove' }).focus()
    await bo.runs('Read Plan')
    await bo.page.getByText(WORDS).waitFor()

    const coming = bo.page.waitForEvent('download')
    await bo.runs('Download Plan')
    const file = await coming
    expect(file.suggestedFilename()).toBe('Plan.md')
    const path = join(stage.server.data, file.suggestedFilename())
    await file.saveAs(path)
    expect(readFileSync(path, 'utf8').trim().split(/\n+/)).toEqual(['Plan', WORDS])

    await bo.runs('Remove Plan')
    await bo.page.getByText('Nothing is kept here').waitFor()
    await bo.pushes('Undo')
    await bo.page.getByRole('heading', { name: 'Plan' }).waitFor()

    await bo.visits('/')
    await bo.page.getByRole('link', { name: '1 document kept on this device' }).waitFor()
    expect(await asks(ann, 'DELETE', `/api/documents/${id}/trash`)).toBeLessThan(300)
    await bo.opens(id)
    await bo.isTold('saved')
    await ann.opens(id)
    await ann.sees('Plan', WORDS)
    await stage.agrees(id, ann, bo)
    await bo.visits('/kept')
    await bo.page.getByText('Nothing is kept here').waitFor()
  })

  test('bo may no longer write: kept, and the document opens without those words', async () => {
    const said = await asks(ann, 'PUT', `/api/documents/${id}/visitors`, { role: 'comment' })
    expect(said).toBeLessThan(300)
    await bo.returns()
    await bo.page.getByText('You may no longer write here').waitFor()
    await bo.isTold('saved')
    await bo.sees('Plan')
    await ann.sees('Plan')
    await bo.page.waitForSelector('.ProseMirror[aria-readonly="true"]')
    await bo.pushes('Show')
    await bo.page.getByText('You may no longer write in the document').waitFor()
    await bo.page.getByText('Read', { exact: true }).click()
    await bo.page.getByText(WORDS).waitFor()
  })
})

describeInBrowser('a comment that the server does not take', () => {
  let stage: Stage

  beforeEach(async () => {
    stage = await Stage.opens()
  })
  afterEach(async () => {
    expect(stage.complaints()).toEqual([])
    await stage.closes()
  })

  test('its document was deleted meanwhile, and bo never opens it again: listed, and sent in the end', async () => {
    const [ann, bo] = [
      new Talking(await stage.enters('ann')),
      new Talking(await stage.enters('bo', { keepsTheApp: true })),
    ]
    const id = await ann.begins('Plan', 'We meet at noon.')
    await bo.person.opens(id)
    await bo.person.sees('Plan', 'We meet at noon.')
    await bo.person.keepsTheApp()
    await bo.person.cutsOff()
    await bo.commentsOn('noon', 'Sharp?')
    await bo.seesCards(['Sharp?'])
    expect(await asks(ann.person, 'PUT', `/api/documents/${id}/trash`)).toBeLessThan(300)
    await bo.person.page.getByRole('link', { name: 'All documents' }).first().click()
    await bo.person.returns()
    await bo.person.page.getByRole('link', { name: 'Kept on this device' }).click()
    await bo.person.page.getByText('Sharp?').waitFor()
    await bo.person.page.getByText('The document was deleted').waitFor()

    await bo.person.page.getByRole('button', { name: 'Discard' }).focus()
    await bo.person.runs('Discard Sharp')
    await bo.person.page.getByText('Nothing is kept here').waitFor()
    await bo.person.pushes('Undo')
    await bo.person.page.getByText('Sharp?').waitFor()

    expect(await asks(ann.person, 'DELETE', `/api/documents/${id}/trash`)).toBeLessThan(300)
    await bo.person.pushes('Try again')
    await bo.person.page.getByText('Nothing is kept here').waitFor()
    await ann.person.opens(id)
    await ann.seesCards(['Sharp?'])
  })
})

describeInBrowser('without the network, in a browser that does not keep the app', () => {
  let stage: Stage

  beforeEach(async () => {
    stage = await Stage.opens()
  })
  afterEach(() => stage.closes())

  test('the way back to the list of documents says what is the matter, and how to try again', async () => {
    const [ann, bo] = [await stage.enters('ann'), await stage.enters('bo')]
    await bo.opens(await begins(ann, 'Plan'))
    await bo.sees('Plan')
    await bo.cutsOff()
    await bo.page.getByRole('link', { name: 'All documents' }).first().click()
    await bo.page.getByText('Your documents could not be fetched').waitFor()
    await bo.returns()
    await bo.pushes('Open again')
    await bo.page.getByRole('link', { name: 'Plan' }).waitFor()
  })
})

describeInBrowser('a document begun offline', () => {
  let stage: Stage
  let ann: Person
  let bo: Person

  beforeEach(async () => {
    stage = await Stage.opens()
    ann = await stage.enters('ann', { keepsTheApp: true })
    bo = await stage.enters('bo')
  })
  afterEach(async () => {
    expect(stage.complaints()).toEqual([])
    await stage.closes()
  })

  test('is written in at once, survives a reload, and arrives under its address', async () => {
    await ann.visits('/')
    await ann.page.getByRole('heading', { level: 1 }).waitFor()
    await ann.keepsTheApp()
    await ann.cutsOff()
    await ann.presses('n')
    await ann.mayWrite()
    const id = documentOf(ann)
    await ann.types('Plan')
    await ann.isTold('on-this-device')

    await bo.visits(`/d/${id}`)
    await bo.page.getByText('There is no document here for you yet').waitFor()

    await ann.page.reload()
    await ann.mayWrite()
    await ann.sees('Plan')
    await ann.clicksPage()
    await ann.types(' for autumn')
    await ann.isTold('on-this-device')
    expect(documentOf(ann)).toBe(id)

    await ann.returns()
    await ann.isTold('saved')
    await bo.mayWrite()
    await bo.sees('Plan for autumn')
    await stage.agrees(id, ann, bo)
  })

  test('that the server will not make: its words are kept, and the way out is shown', async () => {
    const written = Promise.withResolvers<void>()
    await ann.page.route('**/api/documents', async (route) => {
      if (route.request().method() !== 'POST') return route.continue()
      await written.promise
      const json = { refusal: 'forbidden', detail: 'Not here.', status: 403 }
      return route.fulfill({ status: 403, json, contentType: 'application/problem+json' })
    })
    await ann.visits('/')
    await ann.page.getByRole('heading', { level: 1 }).waitFor()
    await ann.presses('n')
    await ann.mayWrite()
    await ann.types('Not welcome')
    await ann.isTold('on-this-device')
    written.resolve()
    await ann.isTold('refused')
    await ann.page.getByRole('link', { name: 'Kept on this device' }).first().click()
    await ann.page.getByRole('heading', { name: 'Not welcome' }).waitFor()
    await ann.page.getByText('You have no access to the document').waitFor()
  })

  test('in a browser that keeps nothing: said to be only in this tab, and arrives', async () => {
    await ann.page.addInitScript(() => {
      indexedDB.open = () => {
        throw new DOMException('no', 'UnknownError')
      }
    })
    await ann.visits('/')
    await ann.page.getByRole('heading', { level: 1 }).waitFor()
    // The files of the desk are here; only what is asked of the server finds no way.
    await ann.page.route('**/api/documents', (route) => route.abort())
    await ann.presses('n')
    await ann.mayWrite()
    await ann.types('only in this tab')
    await ann.isTold('not-saved')
    await ann.page.getByText(/^This browser cannot keep a copy/).waitFor()
    await ann.page.unroute('**/api/documents')
    await ann.isTold('saved')
    await bo.opens(documentOf(ann))
    await bo.sees('only in this tab')
  })
})

/** A document of one's own, from the library. */
async function begins(person: Person, title: string): Promise<string> {
  await person.visits('/')
  await person.page.getByRole('heading', { level: 1 }).waitFor()
  await person.presses('n')
  await person.mayWrite()
  await person.types(title)
  await person.isTold('saved')
  return documentOf(person)
}

function documentOf(person: Person): string {
  return must(/\/d\/([^/]+)$/.exec(person.page.url())?.[1], 'a document is open')
}

/** What the server answers to this person. */
function asks(person: Person, method: string, path: string, body?: object): Promise<number> {
  return person.page.evaluate(
    async ([to, how, what]) => {
      const headers = { 'content-type': 'application/json' }
      const reply = await fetch(to, { method: how, ...(what && { headers, body: what }) })
      return reply.status
    },
    [path, method, body ? JSON.stringify(body) : ''] as const,
  )
}
