// @y/websocket-server as its command starts it, without a database: documents in memory only.
// It imports y-leveldb even where none is used; that is a native build, so it is left out here.
import { createServer } from 'node:http'
import { registerHooks } from 'node:module'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

registerHooks({
  resolve: (name, context, next) =>
    name === 'y-leveldb'
      ? { url: 'data:text/javascript,export class LeveldbPersistence {}', shortCircuit: true }
      : next(name, context),
})
const { setupWSConnection } = await import('@y/websocket-server/utils')

const sockets = new WebSocketServer({ noServer: true })
sockets.on('connection', setupWSConnection)
const server = createServer()
server.on('upgrade', (request, stream, head) => {
  sockets.handleUpgrade(request, stream, head, (socket) =>
    sockets.emit('connection', socket, request),
  )
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  console.log(`PORT ${port}`)
})
process.on('SIGTERM', () => process.exit(0))
