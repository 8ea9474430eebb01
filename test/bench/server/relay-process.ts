// The least that a server of this kind can do: sends each frame on to all others of its path, and
// keeps nothing. What ours costs beyond it is what checking, keeping and receipting cost.
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

const rooms = new Map<string, Set<WebSocket>>()
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })

server.on('connection', (socket, { url = '/' }) => {
  const room = rooms.get(url) ?? new Set()
  rooms.set(url, room.add(socket))
  socket.on('message', (frame) => {
    for (const other of room) if (other !== socket) other.send(frame)
  })
  socket.on('close', () => room.delete(socket))
})
server.on('listening', () => {
  const { port } = server.address() as AddressInfo
  console.log(`PORT ${port}`)
})
process.on('SIGTERM', () => process.exit(0))
