import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { StaticFiles } from '../../server/platform/static-files.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interline-static-'))
  mkdirSync(join(folder, 'assets'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a script is compressed beside the event loop, for all who ask meanwhile', async () => {
  const script = randomBytes(1_000_000).toString('hex')
  writeFileSync(join(folder, 'assets/main.js'), script)
  const files = new StaticFiles(folder)
  const order: string[] = []
  const asked = ['ann', 'bo'].map(async (name) => {
    const response = await files.response('assets/main.js', 'br, gzip')
    order.push(name)
    return response
  })
  await new Promise((next) => setImmediate(next))
  order.push('somebody else')
  for (const response of await Promise.all(asked)) {
    expect(response?.headers.get('content-encoding')).toBe('gzip')
    const body = new Uint8Array((await response?.arrayBuffer()) ?? new ArrayBuffer())
    expect(gunzipSync(body).toString()).toBe(script)
  }
  expect(order).toEqual(['somebody else', 'ann', 'bo'])
})

test('whoever does not take gzip, and a picture, get it as it is; what is not there is nothing', async () => {
  writeFileSync(join(folder, 'page.html'), 'page')
  writeFileSync(join(folder, 'icon.png'), 'icon')
  const files = new StaticFiles(folder)
  for (const [name, encoding] of [
    ['page.html', undefined],
    ['icon.png', 'gzip'],
  ] as const) {
    const response = await files.response(name, encoding)
    expect(response?.headers.get('content-encoding')).toBeNull()
    expect(await response?.text()).toBe(name.slice(0, 4))
  }
  expect(await files.response('../package.json', 'gzip')).toBeNull()
})
