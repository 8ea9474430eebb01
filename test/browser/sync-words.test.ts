import { afterEach, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import type { Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { startServer } from '../support/server.ts'

declare global {
  interface Window {
    told?: string[]
  }
}

/** Notes every word about saving the page ever shows. */
async function listens(person: Person): Promise<void> {
  await person.page.evaluate(() => {
    window.told = []
    const note = () => {
      const now = document.querySelector('[data-sync]')?.getAttribute('data-sync') ?? 'none'
      if (window.told?.at(-1) !== now) window.told?.push(now)
    }
    note()
    new MutationObserver(note).observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['data-sync'],
    })
  })
}

const told = (person: Person) => person.page.evaluate(() => window.told ?? [])

describeInBrowser('the word about saving', () => {
  let stage: Stage
  afterEach(async () => {
    expect(stage.complaints()).toEqual([])
    await stage.closes()
  })

  test('Saved comes only with the receipt, Not saved after 8 s without one', async () => {
    const alone = await Stage.opensAlone()
    stage = alone
    const { server } = alone
    const ann = await stage.enters('ann')
    const id = await stage.document(ann)
    await ann.isTold('saved')
    await listens(ann)
    process.kill(server.pid, 'SIGSTOP')
    try {
      await ann.clicksPage()
      await ann.types('is this safe?')
      await ann.isTold('saving')
      await ann.isTold('not-saved')
      const words = await told(ann)
      expect(words.slice(words.indexOf('saving'))).not.toContain('saved')
    } finally {
      process.kill(server.pid, 'SIGCONT')
    }
    await ann.isTold('saved')
    await stage.agrees(id, ann)
    await ann.sees('is this safe?')
  })

  test('offline it says On this device; a reload without any server keeps the words', async () => {
    const alone = await Stage.opensAlone()
    stage = alone
    const { server } = alone
    const ann = await stage.enters('ann', { keepsTheApp: true })
    const bo = await stage.enters('bo')
    const id = await stage.document(ann, bo)
    await ann.keepsTheApp()
    await ann.clicksPage()
    await ann.types('before')
    await bo.sees('before')
    await ann.isTold('saved')

    await ann.cutsOff()
    await ann.types(' and offline')
    await ann.isTold('on-this-device')
    await bo.sees('before')

    await server.kill9()
    await ann.page.reload()
    await ann.mayWrite()
    await ann.sees('before and offline')
    await ann.isTold('on-this-device')
    await ann.returns()
    await ann.clicksPage()
    await ann.types(', then reloaded')
    await ann.isTold('on-this-device')
    await ann.page.reload()
    await ann.mayWrite()
    await ann.sees('before and offline, then reloaded')

    await bo.clicks('before', 'before')
    await bo.types('bo wrote ')
    const again = await startServer({ data: server.data, port: server.port })
    try {
      const both = 'bo wrote before and offline, then reloaded'
      await Promise.all([ann.sees(both), bo.sees(both)])
      await Promise.all([ann.isTold('saved'), bo.isTold('saved')])
      await stage.agrees(id, ann, bo)
    } finally {
      await stage.clears()
      await again.stop()
    }
  })

  test('a browser that was closed offline brings its words when both are back', async () => {
    stage = await Stage.opens()
    const ann = await stage.livesHere('ann')
    const bo = await stage.enters('bo')
    const id = await stage.document(ann, bo)
    await ann.clicksPage()
    await ann.types('kept')
    await bo.sees('kept')
    await ann.cutsOff()
    await ann.types(' words')
    await ann.isTold('on-this-device')

    const later = await stage.startsAgain(ann)
    await bo.clicks('before', 'kept')
    await bo.types('well ')
    await later.opens(id)
    await Promise.all([later.sees('well kept words'), bo.sees('well kept words')])
    await later.isTold('saved')
    await stage.agrees(id, later, bo)
  })

  test('nobody can write before the document has loaded', async () => {
    stage = await Stage.opens()
    const ann = await stage.enters('ann')
    const id = await stage.document()
    await ann.page.routeWebSocket(/\/sync\//, () => undefined)
    await ann.visits(`/d/${id}`)
    await ann.isTold('loading')
    expect(await ann.page.locator('[contenteditable="true"]').count()).toBe(0)
    const tab = await ann.opensTab('ann in another tab')
    await tab.opens(id)
  })
})
