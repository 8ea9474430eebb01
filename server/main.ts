import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { realClock } from '../shared/kit/clock.ts'
import { uuidv7 } from '../shared/kit/ids.ts'
import { secureRng } from '../shared/kit/rng.ts'
import { createApp } from './app.ts'
import { readConfig } from './config.ts'
import { MIGRATIONS } from './migrations/migrations.ts'
import { lookThrough } from './operations/look-through.ts'
import { putBrokenAside } from './operations/put-aside.ts'
import { isHalfRestored, RELAY_MS } from './operations/restore.ts'
import { openDatabase } from './platform/database.ts'
import { openSqliteLog } from './platform/log-store-sqlite.ts'
import { openOperatorLog } from './platform/operator-log.ts'

/** How long sockets may take to hear that we go; the design grants 30 s for everything. */
const GOODBYE_MS = 5_000

const outcome = readConfig(process.env)
if (outcome.kind === 'wrong') end(outcome.sentence)
const { config } = outcome
mkdirSync(config.data, { recursive: true })
if (isHalfRestored(config.data)) {
  end(`A restore into ${config.data} did not finish: run it again.`)
}

const report = openOperatorLog()
const broken = putBrokenAside(config.data, realClock.now())
for (const file of broken) report('log-broken', { file, aside: config.data })

const log = await openSqliteLog({
  file: join(config.data, 'log.sqlite'),
  origin: uuidv7(realClock.now()),
  newLogId: uuidv7(realClock.now()),
  renewUntil: broken.length > 0 ? realClock.now() + RELAY_MS : null,
}).catch((error) => end(`Interline cannot open its log: ${error.message}.${wayOut(error)}`))

const db = await openDatabase(join(config.data, 'interline.sqlite'), MIGRATIONS).catch((error) =>
  end(`Interline cannot open its database: ${error.message}.${wayOut(error)}`),
)

const { server, drain } = await createApp({
  config,
  limits: config.limits,
  db,
  log,
  clock: realClock,
  rng: secureRng,
  dist: fileURLToPath(new URL('../dist', import.meta.url)),
  report,
  // Not even a goodbye: whatever was not receipted is still with those who wrote it.
  onBroken: (error) => end(`Interline cannot write its log and stops: ${error}`),
})

server.on('error', (error) => end(`Interline cannot listen: ${error.message}.`))
server.listen(config.port, config.host, () => {
  const { port } = server.address() as AddressInfo
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  console.log(`Interline is at ${config.publicUrl ?? `http://${host}:${port}`}`)
})

lookThrough(join(config.data, 'interline.sqlite'), (what) =>
  report('damaged', { file: 'interline.sqlite', what }),
)

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    await drain(GOODBYE_MS)
    process.exit(0)
  })
}

/** Of a damaged file. */
function wayOut({ message }: Error): string {
  if (!/malformed|not a database/.test(message)) return ''
  return ' To put together what can be read: npm run salvage -- FOLDER'
}

function end(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}
