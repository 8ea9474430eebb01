import { rmSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { Guest, until } from '../support/cast.ts'
import { WirePerson } from '../support/cast-wire.ts'
import * as net from '../support/network.ts'
import { forged } from '../support/network-poison.ts'
import { type RunningServer, removeFolder, startServer } from '../support/server.ts'
import { newId, Talker } from '../threads/server-play.ts'

const TOKEN = 'a-token-nobody-guesses'

let server: RunningServer
afterEach(() => server.stop())

async function figures(): Promise<Map<string, number>> {
  const answer = await fetch(`${server.http}/metrics`)
  expect(answer.headers.get('content-type')).toContain('text/plain')
  const lines = (await answer.text()).split('\n').filter((line) => /^[^#\s]/.test(line))
  return new Map(lines.map((line) => [line.replace(/ \S+$/, ''), Number(line.split(' ').at(-1))]))
}

test('[OP1] what came, what became of it and what is open is counted; nothing else is told', async () => {
  server = await startServer()
  const annGuest = await Guest.arrives('ann', server)
  const document = await annGuest.makesDocument()
  await annGuest.asks('PUT', '/api/me', { name: 'Ann Secretname' })
  const boGuest = await Guest.arrives('bo', server)
  const ann = await new WirePerson(annGuest, document).joins(server)
  const bo = await new WirePerson(boGuest, document).joins(server)
  const updates: Uint8Array[] = []
  ann.doc.on('update', (update) => updates.push(update))
  for (const word of ['Quarterly ', 'figures ', 'of ', 'the ', 'bakery']) {
    ann.types(word)
    await ann.isReceipted()
  }
  await bo.sees('bakery')
  bo.deletes(0, 3)
  await bo.isReceipted()
  for (const update of updates) ann.sends(update)
  await ann.isReceipted()
  // Words under ann's client id are not bo's to bring.
  const clock = Y.getState(ann.doc.store, ann.doc.clientID)
  bo.says(net.syncFrame(net.UPDATE, forged(ann.doc.clientID, clock, 'ann never said that')))
  await bo.isRefused('foreign-client')
  const talker = new Talker(annGuest, document)
  await talker.opens(newId(), newId(), { text: 'croissants?' })

  const now = await figures()
  const at = (name: string) => now.get(`interline_${name}`)
  expect(at('updates_total{result="acked"}')).toBe(6)
  expect(at('updates_total{result="dup"}')).toBeGreaterThanOrEqual(5)
  expect(at('refusals_total{reason="foreign-client"}')).toBeGreaterThanOrEqual(1)
  expect(at('commits_total')).toBe(at('commit_fsync_seconds_count'))
  expect(at('commit_batch_updates_sum')).toBe(6)
  expect(at('ack_latency_seconds_count')).toBe(at('commits_total'))
  expect(at('receipts_total')).toBeGreaterThanOrEqual(7)
  expect(at('docs_active')).toBe(1)
  expect(at('ws_connections{role="own"}')).toBe(1)
  expect(at('tail_rows')).toBe(6)
  expect(at('tail_bytes')).toBe(at('commit_bytes_total'))
  expect(at('commit_queue_updates')).toBe(0)
  expect(at('unacked_oldest_seconds')).toBe(0)
  expect(at('broadcast_bytes_total')).toBeGreaterThan(100)
  expect(at('ready')).toBe(1)
  expect(at('storage_free_bytes')).toBeGreaterThan(0)
  expect(at('storage_bytes{file="log.sqlite"}')).toBeGreaterThan(0)
  expect(at('backup_age_seconds')).toBeNaN()
  expect(at('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0)
  expect([...now.keys()].filter((name) => !name.startsWith('interline_'))).toEqual([])

  await until(
    async () => ((await figures()).get('interline_compaction_seconds_count{kind="read"}') ?? 0) > 0,
    'the document to be read',
  )
  const all = [...now].join('\n')
  const me = await (await annGuest.asks('GET', '/api/me')).json()
  const secrets = ['Secretname', 'Quarterly', 'bakery', 'croissants', document, me.person]
  for (const secret of [...secrets, annGuest.cookie.split('=')[1] ?? '?']) {
    expect(all).not.toContain(secret)
  }
})

const asks = (address: string, headers: Record<string, string> = {}) =>
  fetch(`${address}/metrics`, { headers })

test('[OP2] without a token only this machine is answered, and no proxy', async () => {
  server = await startServer()
  expect((await asks(server.http)).status).toBe(200)
  for (const name of ['X-Forwarded-For', 'Forwarded', 'Via', 'X-Real-IP']) {
    const answer = await asks(server.http, { [name]: '10.1.2.3' })
    expect(answer.status, name).toBe(404)
    expect(await answer.text()).not.toContain('interline_')
  }
})

for (const env of [{ HOST: '0.0.0.0' }, { TRUST_PROXY: '1' }]) {
  test(`[OP2] with ${JSON.stringify(env)} nobody is answered without the token`, async () => {
    server = await startServer({ env: { INTERLINE_ACCESS: 'open', ...env } })
    const local = `http://127.0.0.1:${server.port}`
    expect((await asks(local)).status).toBe(404)
    expect((await asks(local, { authorization: 'Bearer ' })).status).toBe(404)
    expect((await fetch(`${local}/readyz`)).status).toBe(200)
  })
}

test('[OP2] the token opens it from anywhere, and nothing but the token', async () => {
  const env = { HOST: '0.0.0.0', INTERLINE_ACCESS: 'open', INTERLINE_METRICS_TOKEN: TOKEN }
  server = await startServer({ env })
  const elsewhere = Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal)?.address
  for (const host of ['127.0.0.1', elsewhere ?? '127.0.0.1']) {
    const address = `http://${host}:${server.port}`
    expect((await asks(address, { authorization: `Bearer ${TOKEN}` })).status).toBe(200)
    const wrong = [`Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, TOKEN, 'Bearer', '']
    for (const authorization of wrong) {
      expect((await asks(address, { authorization })).status, authorization).toBe(404)
    }
  }
  expect(server.said()).not.toContain(TOKEN)
})

test('[OP3] /readyz says yes, and why not; /healthz goes on', async () => {
  server = await startServer()
  const ready = async () => (await fetch(`${server.http}/readyz`)).json()
  expect(await ready()).toEqual({ ready: true, why: [] })
  const db = new DatabaseSync(`${server.data}/interline.sqlite`)
  db.exec("insert into kysely_migration values ('0099-of-a-newer-version', '2026')")
  await until(async () => !(await ready()).ready, 'it to notice')
  const answer = await fetch(`${server.http}/readyz`)
  expect([answer.status, await answer.json()]).toEqual([
    503,
    { ready: false, why: ['not-migrated'] },
  ])
  db.exec("delete from kysely_migration where name = '0099-of-a-newer-version'")
  db.close()
  await until(async () => (await ready()).ready, 'it to be ready again')
  rmSync(server.data, { recursive: true })
  await until(async () => !(await ready()).ready, 'it to notice')
  expect((await ready()).why).toContain('cannot-write')
  expect((await fetch(`${server.http}/healthz`)).status).toBe(200)
  await server.kill9()
  removeFolder(server.data)
})
