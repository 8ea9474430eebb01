// Hocuspocus as its guide sets it up. It stores as @hocuspocus/extension-database with its SQLite
// extension does, through node:sqlite: that extension brings a database of its own to compile.
import { DatabaseSync } from 'node:sqlite'
import { Server } from '@hocuspocus/server'
import * as Y from 'yjs'

const db = new DatabaseSync(process.env.FILE ?? ':memory:')
db.exec('create table if not exists documents (name text primary key, data blob not null)')
const stored = db.prepare('select data from documents where name = ?')
const store = db.prepare(
  'insert into documents (name, data) values (?, ?) on conflict (name) do update set data = excluded.data',
)

const server = new Server({
  address: '127.0.0.1',
  port: 0,
  quiet: true,
  // The load has no awareness that would keep a reader's socket alive.
  timeout: 600_000,
  async onLoadDocument({ document, documentName }) {
    const row = stored.get(documentName)
    if (row?.data instanceof Uint8Array) Y.applyUpdate(document, row.data)
  },
  async onStoreDocument({ document, documentName }) {
    store.run(documentName, Buffer.from(Y.encodeStateAsUpdate(document)))
  },
})
await server.listen()
console.log(`PORT ${server.address.port}`)
