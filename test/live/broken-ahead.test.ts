import 'fake-indexeddb/auto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { IDBFactory } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import { until } from '../support/cast.ts'
import { removeFolder, startServer, temporaryFolder } from '../support/server.ts'
import { logRows } from '../support/server-log.ts'
import { Home } from './restore-stage.ts'

for (const name of ['log.sqlite', 'interline.sqlite']) {
  test(`[OP8] a bit flips ahead of ${name}: it is said, and who has the words brings them back`, async () => {
    globalThis.indexedDB = new IDBFactory()
    const data = temporaryFolder()
    let server = await startServer({ data })
    const ann = await Home.arrives('ann', server)
    const document = await ann.guest.makesDocument()
    const desk = await ann.opens(document, server)
    for (let n = 0; n < 5; n++) {
      desk.writes(`word${n}`)
      await desk.isSaved()
      desk.opens(`thread${n}`)
      await ann.isHeard()
    }
    const { text, shown } = desk
    const logId = desk.replica.log.value
    const rows = logRows(data, document).length
    await server.kill9()
    const path = join(data, `${name}-wal`)
    const bytes = readFileSync(path)
    const at = bytes.length - 6 * 4120 + 100
    bytes[at] = (bytes[at] ?? 0) ^ 1
    writeFileSync(path, bytes)

    server = await startServer({ data, port: server.port })
    expect(server.said()).toContain('"msg":"log-broken"')
    const aside = readdirSync(data).filter((file) => file.startsWith(`${name}-wal-broken-`))
    expect(aside).toHaveLength(1)
    expect(readFileSync(join(data, aside[0] ?? ''))).toEqual(bytes)
    if (name === 'log.sqlite') expect(logRows(data, document).length).toBeLessThan(rows)

    ann.retries()
    await until(() => ![null, logId].includes(desk.replica.log.value), 'ann to meet another log')
    await desk.isSaved()
    await ann.isHeard()
    const bo = await Home.arrives('bo', server)
    const boDesk = await bo.opens(document, server)
    await until(() => boDesk.text === text, 'the words')
    await until(
      () => boDesk.shown.join() === shown.join(),
      () => `threads, not ${boDesk.shown}`,
    )
    await Promise.all([ann.leaves(), bo.leaves()])
    await server.stop()
    removeFolder(data)
  })
}
