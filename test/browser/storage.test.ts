import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import type { Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'

const WARNING = /This browser cannot keep a copy/

describeInBrowser('a browser that cannot keep anything', () => {
  let stage: Stage
  let ann: Person
  let bo: Person

  beforeEach(async () => {
    stage = await Stage.opens()
    ann = await stage.enters('ann')
    bo = await stage.enters('bo')
  })
  afterEach(async () => {
    expect(stage.complaints()).toEqual([])
    await stage.closes()
  })

  async function writesOnline(id: string) {
    await ann.page.getByText(WARNING).waitFor()
    await ann.clicksPage()
    await ann.types('still written')
    await Promise.all([ann.sees('still written'), bo.sees('still written')])
    await ann.isTold('saved')
    await stage.agrees(id, ann, bo)
    expect(await ann.page.getByText(WARNING).isVisible()).toBe(true)
  }

  test('IndexedDB that refuses to open: a warning, and work goes on online', async () => {
    await ann.page.addInitScript(() => {
      indexedDB.open = () => {
        throw new DOMException('no', 'UnknownError')
      }
    })
    const id = await stage.document(ann, bo)
    await writesOnline(id)
    await ann.cutsOff()
    await ann.types(', in no place but here')
    await ann.isTold('not-saved')
    await ann.returns()
    await ann.isTold('saved')
    await bo.sees('still written, in no place but here')
  })

  test('IndexedDB that never answers: the document opens all the same', async () => {
    await ann.page.addInitScript(() => {
      const open = indexedDB.open.bind(indexedDB)
      indexedDB.open = (name) => {
        const request = open(name)
        for (const event of ['success', 'error', 'upgradeneeded', 'blocked']) {
          request.addEventListener(event, (heard) => heard.stopImmediatePropagation(), true)
        }
        return request
      }
    })
    const id = await stage.document(ann, bo)
    await writesOnline(id)
  })

  test('a full disk: what was said to be on this device is, the rest is not said', async () => {
    const id = await stage.document(ann, bo)
    await ann.clicksPage()
    await ann.types('kept, ')
    await bo.sees('kept, ')
    await ann.isTold('saved')
    await ann.page.evaluate(() => {
      const full = (): never => {
        throw new DOMException('full', 'QuotaExceededError')
      }
      IDBObjectStore.prototype.add = full
      IDBObjectStore.prototype.put = full
    })
    await ann.cutsOff()
    await ann.types('not kept')
    await ann.isTold('not-saved')
    await ann.page.getByText(WARNING).waitFor()
    await ann.returns()
    await ann.isTold('saved')
    await Promise.all([ann.sees('kept, not kept'), bo.sees('kept, not kept')])
    await stage.agrees(id, ann, bo)
  })

  test('a disk that fills up at the end of a write: the same', async () => {
    const id = await stage.document(ann, bo)
    await ann.clicksPage()
    await ann.types('kept, ')
    await ann.isTold('saved')
    await ann.page.evaluate(() => {
      const { add } = IDBObjectStore.prototype
      // The request is taken; the quota is judged when the transaction would complete.
      IDBObjectStore.prototype.add = function (...all) {
        const request = add.apply(this, all)
        request.addEventListener('success', () => this.transaction.abort())
        return request
      }
    })
    await ann.cutsOff()
    await ann.types('not kept')
    await ann.isTold('not-saved')
    await ann.returns()
    await ann.isTold('saved')
    await Promise.all([ann.sees('kept, not kept'), bo.sees('kept, not kept')])
    await stage.agrees(id, ann, bo)
  })
})
