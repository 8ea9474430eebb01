import WebSocket from 'ws'
import { type Guest, until } from './cast.ts'
import * as net from './network.ts'
import type { RunningServer } from './server.ts'

/** One of many sockets: no replica, it only knows how far it came. */
export class CrowdSocket {
  readonly guest: Guest
  readonly document: string
  caughtUp = false
  bytes = 0
  closed: { code: number; reason: string } | null = null
  readonly refusals: net.Refusal[] = []
  #socket: WebSocket | null = null

  constructor(guest: Guest, document: string) {
    this.guest = guest
    this.document = document
  }

  get socket(): WebSocket {
    if (this.#socket === null) throw new Error('not connected')
    return this.#socket
  }

  connects(server: RunningServer, headers: Record<string, string> = {}): void {
    this.caughtUp = false
    this.closed = null
    const { cookie } = this.guest
    const socket = new WebSocket(`${server.sync}/${this.document}?v=1`, {
      headers: { ...(cookie === '' ? {} : { cookie }), ...headers },
      perMessageDeflate: false,
    })
    this.#socket = socket
    socket.on('open', () => socket.send(net.syncFrame(net.STEP_1, new Uint8Array([0]))))
    socket.on('message', (data: Buffer) => {
      this.bytes += data.length
      // Frame 0, step 2; or a refusal.
      if (data[0] === net.SYNC && data[1] === net.STEP_2) this.caughtUp = true
      if (data[0] !== net.REFUSAL) return
      const frame = net.readFrame(new Uint8Array(data))
      if (frame.kind === 'refusal') this.refusals.push(frame.refusal)
    })
    socket.on('error', () => undefined)
    socket.on('close', (code, reason) => {
      if (socket === this.#socket) this.closed = { code, reason: String(reason) }
    })
  }

  async joins(server: RunningServer): Promise<this> {
    this.connects(server)
    await until(
      () => this.caughtUp || this.closed !== null,
      () => `${this.guest.name} to be caught up`,
    )
    return this
  }

  says(bytes: Uint8Array): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(bytes)
  }

  cutsOff(): void {
    this.#socket?.terminate()
  }
}
