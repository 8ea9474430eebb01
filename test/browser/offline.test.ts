import { afterEach, expect, test } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import type { Person } from '../support/browser-person.ts'
import { Stage } from '../support/browser-stage.ts'
import { until } from '../support/cast.ts'
import { startServer } from '../support/server.ts'

declare global {
  interface Window {
    asked?: number
  }
}

const HEADERS = [
  'content-security-policy',
  'x-content-type-options',
  'referrer-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
]

describeInBrowser('the app without its server', () => {
  let stage: Stage
  afterEach(async () => {
    expect(stage.complaints()).toEqual([])
    await stage.closes()
  })

  const keeper = () => stage.enters('ann', { keepsTheApp: true })

  /** Headers of the page itself, and who gave it. */
  async function reloads(person: Person) {
    const answer = await person.page.reload()
    const all = (await answer?.allHeaders()) ?? {}
    return {
      isKept: answer?.fromServiceWorker() ?? false,
      headers: HEADERS.map((name) => `${name}: ${all[name]}`),
    }
  }

  test('[OF1] [OF2] opens the documents it had open, and the library, as safe as from the server', async () => {
    const alone = await Stage.opensAlone()
    stage = alone
    const ann = await keeper()
    const id = await stage.document(ann)
    const first = await ann.page.goto(`${ann.origin}/d/${id}`)
    const given = await first?.allHeaders()
    await ann.mayWrite()
    await ann.keepsTheApp()
    await ann.clicksPage()
    await ann.types('still here')
    await ann.isTold('saved')
    await alone.server.kill9()

    const { isKept, headers } = await reloads(ann)
    expect(isKept).toBe(true)
    expect(headers).toEqual(HEADERS.map((name) => `${name}: ${given?.[name]}`))
    expect(headers[0]).toContain("default-src 'none'")
    await ann.mayWrite()
    await ann.sees('still here')
    await ann.isTold('on-this-device')
    await ann.clicksPage()
    await ann.types(', and more')
    await ann.sees('still here, and more')
    await ann.isTold('on-this-device')
    await ann.visits('/')
    await ann.page.getByRole('heading', { level: 1 }).waitFor()
    await ann.visits('/d/no-such-document')
    await ann.page.getByText('There is no document here').waitFor()

    const again = await startServer({ data: stage.server.data, port: stage.server.port })
    try {
      await ann.opens(id)
      await ann.isTold('saved')
      await stage.agrees(id, ann)
      await ann.sees('still here, and more')
    } finally {
      await stage.clears()
      await again.stop()
    }
  })

  test('[OF3] what only the server has still comes from the server', async () => {
    stage = await Stage.opens()
    const ann = await keeper()
    await ann.visits('/')
    await ann.keepsTheApp()
    for (const path of ['/healthz', '/api/me', '/api/nothing']) {
      const answer = await ann.page.goto(`${ann.origin}${path}`)
      expect(answer?.fromServiceWorker(), path).toBe(false)
    }
  })

  test('the worker is asked for anew each time, and the parts named by their hash never', async () => {
    stage = await Stage.opens()
    const caching = async (path: string) =>
      (await fetch(`${stage.server.http}${path}`)).headers.get('cache-control')
    const worker = await (await fetch(`${stage.server.http}/sw.js`)).text()
    const [asset] = /assets\/[\w.-]+\.js/.exec(worker) ?? []
    for (const path of ['/sw.js', '/', '/index.html', '/manifest.webmanifest'])
      expect(await caching(path), path).toBe('no-cache')
    expect(await caching(`/${asset}`)).toContain('immutable')
  })

  test('asks the browser to keep what is written, with the first words and once', async () => {
    stage = await Stage.opens()
    const ann = await stage.enters('ann')
    await ann.page.addInitScript(() => {
      window.asked = 0
      navigator.storage.persist = async () => {
        window.asked = (window.asked ?? 0) + 1
        return false
      }
    })
    const asked = () => ann.page.evaluate(() => window.asked)
    await stage.document(ann)
    await ann.isTold('saved')
    expect(await asked()).toBe(0)
    await ann.clicksPage()
    await ann.types('first words')
    await until(async () => (await asked()) === 1, 'the browser to be asked')
    await ann.types(', and more of them')
    await ann.isTold('saved')
    expect(await asked()).toBe(1)
  })

  test('is installable: Chromium finds nothing missing', async () => {
    stage = await Stage.opens()
    const ann = await keeper()
    await ann.visits('/')
    await ann.keepsTheApp()
    const cdp = await ann.cdp()
    const { errors, data } = await cdp.send('Page.getAppManifest')
    expect(errors).toEqual([])
    for (const { src } of JSON.parse(data ?? '{}').icons) {
      const icon = await fetch(`${ann.origin}${src}`)
      expect(icon.status, src).toBe(200)
      expect(icon.headers.get('content-type'), src).toBe('image/png')
      expect(icon.headers.getSetCookie(), 'no guest for a picture').toEqual([])
    }
    const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors')
    // A browser of a play is always a private window.
    const missing = installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')
    expect(missing).toEqual([])
  })

  test('[OF7] over plain http from another host all the rest works, and the page says so', async () => {
    stage = await Stage.opensAlone({ env: { HOST: '0.0.0.0', INTERLINE_ACCESS: 'open' } })
    const origin = `http://0.0.0.0:${stage.server.port}`
    const ann = await stage.enters('ann', { keepsTheApp: true, origin })
    const bo = await stage.enters('bo')
    const id = await stage.document(ann, bo)
    expect(await ann.page.evaluate(() => isSecureContext)).toBe(false)
    await ann.page
      .getByRole('note')
      .getByText(/plain http/)
      .waitFor()
    expect(await bo.page.getByText(/plain http/).count()).toBe(0)
    await ann.clicksPage()
    await ann.types('as usual')
    await bo.sees('as usual')
    await ann.isTold('saved')
    await stage.agrees(id, ann, bo)
  })
})
