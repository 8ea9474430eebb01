import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { must } from '../../shared/kit/assert.ts'
import { describeInBrowser } from '../support/browser.ts'
import type { Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { until } from '../support/cast.ts'
import { REPOSITORY, type RunningServer, startServer } from '../support/server.ts'
import type { Mutant } from '../support/server-mutant.ts'
import { nextBuild } from '../support/server-next-build.ts'

const NEW = 'Interline the Second'
const READY = 'A new version of Interline is ready.'

describeInBrowser('a new version of the app', () => {
  let stage: Stage<RunningServer>
  let next: Mutant
  let server: RunningServer

  beforeAll(() => {
    next = nextBuild([
      { file: 'client/words/en.ts', from: "name: 'Interline',", to: `name: '${NEW}',` },
    ])
  })
  beforeEach(async () => {
    stage = await Stage.opensAlone()
    server = stage.server
  })
  afterEach(async () => {
    expect(stage.complaints()).toEqual([])
    await stage.clears()
    await server.stop()
    await stage.closes()
  })
  afterAll(() => next.remove())

  async function serverIsUpdated(): Promise<void> {
    await server.term()
    server = await startServer({
      ...{ data: stage.server.data, port: stage.server.port, root: next.root },
    })
  }

  /** A tab asks when it is looked at again; here nobody can really look away. */
  const looksAgain = ({ page }: Person) =>
    page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange')))

  const isTold = ({ page }: Person) => page.getByText(READY).waitFor()
  const title = ({ page }: Person) => page.title()
  /** Asked in the page again and again, also while it is loaded anew. */
  const hasNew = ({ page }: Person) =>
    page.waitForFunction((name) => document.title.endsWith(name), NEW)
  const builds = ({ page }: Person) =>
    page.evaluate(async () => (await caches.keys()).filter((name) => name.includes('build')).length)

  test('[OF5] [OF6] old tabs go on with what they have; a reload opens the new one, and no word is lost', async () => {
    const ann = await stage.enters('ann', { keepsTheApp: true })
    const id = await stage.document(ann)
    await ann.keepsTheApp()
    await ann.clicksPage()
    await ann.types('kept')
    await ann.isTold('saved')
    const tab = await ann.opensTab('ann in another tab')
    await tab.visits('/')
    await tab.page.getByRole('link', { name: /kept/ }).waitFor()

    await server.kill9()
    await ann.types(' and waiting')
    await ann.isTold('on-this-device')
    const third = await ann.opensTab('ann in a third tab')
    await third.visits('/')
    await third.pushes(/^New document/)
    await third.mayWrite()
    await third.clicksPage()
    await third.types('begun without a server')
    await third.isTold('on-this-device')
    await serverIsUpdated()
    await looksAgain(tab)
    await Promise.all([isTold(ann), isTold(tab), isTold(third)])

    await ann.pushes('Reload')
    await hasNew(ann)
    await ann.mayWrite()
    await ann.sees('kept and waiting')
    await ann.isTold('saved')

    await third.pushes('Reload')
    await hasNew(third)
    await third.mayWrite()
    await third.sees('begun without a server')
    await third.isTold('saved')
    await third.page.close()

    // The other tab was not touched, and has parts that the server no longer has.
    const desk = must(
      readdirSync(join(REPOSITORY, 'dist/assets')).find((name) => /^desk-.*\.js$/.test(name)),
      'the editor is a part of its own',
    )
    expect((await fetch(`${tab.origin}/assets/${desk}`)).status).toBe(404)
    await (await tab.cdp()).send('Network.clearBrowserCache')
    await tab.page.getByRole('link', { name: /kept/ }).click()
    await tab.mayWrite()
    await tab.sees('kept and waiting')
    await tab.clicksPage()
    await tab.types(' no more')
    await ann.sees('kept and waiting no more')
    await stage.agrees(id, ann, tab)
    expect(await title(tab)).toMatch(/ Interline$/)
    expect(await builds(tab)).toBe(2)
    await tab.pushes('Reload')
    await hasNew(tab)
    await until(async () => (await builds(tab)) === 1, 'the old version to be forgotten')
    await tab.sees('kept and waiting no more')
    expect(await tab.page.getByText(READY).count()).toBe(0)
  })

  test('[OF4] whoever reloads their only tab gets it without being asked', async () => {
    const ann = await stage.enters('ann', { keepsTheApp: true })
    const id = await stage.document(ann)
    await ann.keepsTheApp()
    await serverIsUpdated()
    await looksAgain(ann)
    await isTold(ann)
    await ann.page.reload()
    await hasNew(ann)
    await ann.mayWrite()
    await stage.agrees(id, ann)
    await until(async () => (await builds(ann)) === 1, 'the old version to be forgotten')
  })

  test('[OF4] sent away, it stays away and changes nothing', async () => {
    const ann = await stage.enters('ann', { keepsTheApp: true })
    await stage.document(ann)
    await ann.keepsTheApp()
    await serverIsUpdated()
    await looksAgain(ann)
    await isTold(ann)
    await ann.pushes('Later')
    await ann.page.getByText(READY).waitFor({ state: 'hidden' })
    await ann.clicksPage()
    await ann.types('no hurry')
    await ann.isTold('saved')
    expect(await title(ann)).toMatch(/ Interline$/)
  })
})
