/** Ways to wear a server out, each in a room of its own; what they did is said when they end. */
import { connect, type Socket } from 'node:net'
import { Guest, until } from '../support/cast.ts'
import { CrowdSocket } from '../support/crowd-sockets.ts'
import * as net from '../support/network.ts'
import * as f from '../support/network-forgery.ts'
import type { RunningServer } from '../support/server.ts'
import { floods } from './poison-cases.ts'

const LONG = process.env.INTERLINE_LONG !== undefined
const KIB = 1024

export interface Attack {
  name: string
  begins(): void
  /** What it came to. */
  ends(): Promise<string>
}

export type Prepares = (server: RunningServer) => Promise<Attack>

/** Round after round until it is told to end. */
function repeated(name: string, round: (n: number) => Promise<void>, told: () => string): Attack {
  let isOver = false
  let running = Promise.resolve()
  return {
    name,
    begins() {
      isOver = false
      const goOn = async () => {
        for (let n = 0; !isOver; n++) await round(n)
      }
      running = goOn()
    },
    async ends() {
      isOver = true
      await running
      return told()
    },
  }
}

/** Twice, where a connection that lay idle was closed at that very moment. */
const arrive = (names: readonly string[], server: RunningServer) =>
  Promise.all(
    names.map((name) => Guest.arrives(name, server).catch(() => Guest.arrives(name, server))),
  )
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index))
const breath = (ms: number) => new Promise((wake) => setTimeout(wake, ms))

async function roomOf(server: RunningServer, guests: readonly Guest[], sockets: number) {
  const document = (await guests[0]?.makesDocument()) ?? ''
  const all = times(sockets, (n) => new CrowdSocket(guests[n % guests.length] as Guest, document))
  for (const one of all) await one.joins(server)
  return all
}

/** Small and refused at once. */
export const malformed: Prepares = (server) => poisonedBy('noise', [Uint8Array.of(9)], server)

export const poisons: Prepares = (server) => {
  let fresh = 900_000
  const cases = floods({ fresh: () => fresh++ }).flatMap(({ says }) =>
    typeof says === 'string' || says.length > 700 * KIB ? [] : [says],
  )
  return poisonedBy('poison of up to 700 KiB', cases, server)
}

async function poisonedBy(name: string, cases: readonly Uint8Array[], server: RunningServer) {
  const malloryAll = await roomOf(server, await arrive(['mal', 'lory', 'mallory'], server), 3)
  let sent = 0
  let turnedAway = 0
  const one = async (mallory: CrowdSocket, n: number) => {
    if (mallory.closed !== null) {
      await mallory.joins(server)
      if (mallory.closed !== null) turnedAway++
    }
    const says = cases[n % cases.length] ?? new Uint8Array()
    const before = mallory.refusals.length
    mallory.says(says)
    sent++
    await until(() => mallory.refusals.length > before || mallory.closed !== null, 'a refusal')
  }
  return repeated(
    `${name}, three at once`,
    async (n) => {
      await Promise.all(malloryAll.map((mallory, at) => one(mallory, n + at * 5)))
    },
    () => `${sent} refused, turned away at the door ${turnedAway} times`,
  )
}

export const awarenessFlood: Prepares = async (server) => {
  const guests = await arrive(['fay', 'finn', 'flo', 'fritz'], server)
  const all = await roomOf(server, guests, 20)
  let clock = 0
  let sent = 0
  const padding = 'x'.repeat(4 * KIB - 64)
  const own = (n: number) =>
    net.awarenessFrame([{ client: 800_000 + n, clock, state: { padding } }])
  const others = () =>
    net.awarenessFrame(
      times(100, (n) => ({ client: 800_000 + n, clock: 2 ** 50, state: 'forged' })),
    )
  const before = () => all.reduce((sum, { bytes }) => sum + bytes, 0)
  const began = { at: performance.now(), bytes: before() }
  return repeated(
    'an awareness flood, twenty at once',
    async () => {
      clock++
      for (const [n, one] of all.entries()) {
        if (one.closed !== null) await one.joins(server)
        one.says(own(n))
        one.says(others())
        sent += 2
      }
      await breath(5)
    },
    () => {
      const mib = (before() - began.bytes) / KIB / KIB
      const s = (performance.now() - began.at) / 1000
      for (const one of all) one.cutsOff()
      return `${sent} frames in, ${(mib / s).toFixed(1)} MiB a second out to twenty`
    },
  )
}

const WRITERS = 12
/** A document's limit is 10 MiB, its tail counts half. */
const MOST_WRITTEN = 16 * KIB * KIB

export const slowReaders: Prepares = async (server) => {
  const guests = await arrive(
    times(WRITERS, (n) => `writer ${n}`),
    server,
  )
  const writers = await roomOf(server, guests, WRITERS)
  const document = writers[0]?.document ?? ''
  const readers = times(5, (n) => new CrowdSocket(guests[n] as Guest, document))
  for (const one of readers) await one.joins(server)
  for (const one of readers) one.socket.pause()
  const clocks = times(WRITERS, () => 0)
  let written = 0
  /** Each a piece, of its own and not in a line: nobody is to need long for it but the reader. */
  const write = (length: number) => {
    const words = 'x'.repeat(length)
    for (const [n, writer] of writers.entries()) {
      const clock = clocks[n] ?? 0
      if (written >= MOST_WRITTEN) return
      const section = { client: 850_000 + n, clock, structs: [f.text(words)] }
      writer.says(net.syncFrame(net.UPDATE, f.handmade([section])))
      clocks[n] = clock + length
      written += length
    }
  }
  // Most of it before: what the system's own buffers take, and nearly all that we hold for them.
  write(600 * KIB)
  await until(() => writers.every(({ bytes }) => bytes > 6 * KIB * KIB), 'the writers to hear it')
  const attack = repeated(
    `five who do not read, ${WRITERS} who write`,
    async () => {
      write(32 * KIB)
      await breath(100)
    },
    () => '',
  )
  return {
    ...attack,
    async ends() {
      await attack.ends()
      while (written < MOST_WRITTEN) write(100 * KIB)
      await until(
        () => writers.every(({ bytes }) => bytes > 13 * KIB * KIB),
        'the rest to be heard',
      )
      for (const one of readers) one.socket.resume()
      await until(
        () => readers.every(({ closed }) => closed !== null),
        () => `the readers to be closed: ${readers.map(({ closed }) => closed?.code)}`,
        60_000,
      )
      const codes = readers.map(({ closed }) => closed?.code)
      for (const one of [...writers, ...readers]) one.cutsOff()
      return `${Math.round(written / KIB / KIB)} MiB written, the five closed ${codes.join(' ')}`
    },
  }
}

const CROWD = LONG ? 5_000 : 500
const ROOMS = 25

/** All are cut off and come back at once, again and again. */
export const reconnectStorm: Prepares = async (server) => {
  const guests = await arrive(
    times(CROWD / 10, (n) => `crowd ${n}`),
    server,
  )
  const documents = await Promise.all(times(ROOMS, (n) => (guests[n] as Guest).makesDocument()))
  const all = times(CROWD, (n) => {
    const guest = guests[Math.floor(n / 10)] as Guest
    return new CrowdSocket(guest, documents[n % ROOMS] ?? '')
  })
  const connecting = (one: CrowdSocket) => one.connects(server)
  const areBack = () =>
    until(
      () => {
        // Who was told to wait comes again, as a stock client does.
        all.filter(({ closed }) => closed?.code === 1013).forEach(connecting)
        return all.every(({ caughtUp }) => caughtUp)
      },
      () => `${all.filter(({ caughtUp }) => !caughtUp).length} of ${CROWD} to be back`,
      120_000,
    )
  all.forEach(connecting)
  await areBack()
  const took: number[] = []
  return repeated(
    `a storm of ${CROWD} sockets that all come back at once`,
    async () => {
      for (const one of all) one.cutsOff()
      const began = performance.now()
      all.forEach(connecting)
      await areBack()
      took.push(performance.now() - began)
    },
    () => {
      for (const one of all) one.cutsOff()
      const worst = Math.round(Math.max(...took))
      return `${took.length} times all ${CROWD} were back and caught up, within ${worst} ms`
    },
  )
}

/** Half-open upgrades, one-byte frames, messages that never end. */
export const slowloris: Prepares = async (server) => {
  const guests = await arrive(['lo', 'ris'], server)
  const sockets = await roomOf(server, guests, 60)
  const halfOpen: Socket[] = times(300, () => {
    const socket = connect({ port: server.port, host: '127.0.0.1' })
    socket.on('error', () => undefined)
    socket.write('GET /sync/x HTTP/1.1\r\nHost: 127.0.0.1\r\n')
    return socket
  })
  let closed = 0
  for (const socket of halfOpen) socket.on('close', () => closed++)
  let bytes = 0
  const raw = (one: CrowdSocket) => (one.socket as unknown as { _socket: Socket })._socket
  // The head of a masked binary frame of 16 MiB, which then comes byte by byte.
  const head = Buffer.from([0x82, 0xff, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])
  for (const one of sockets.slice(0, 30)) raw(one).write(head)
  return {
    ...repeated(
      'slowloris: 300 half-open upgrades, 60 sockets that send byte by byte',
      async (n) => {
        for (const socket of halfOpen) if (!socket.destroyed) socket.write('X')
        for (const one of sockets.slice(0, 30)) raw(one).write('y')
        // Empty fragments of a message that never ends.
        for (const one of sockets.slice(30)) raw(one).write(n === 0 ? FIRST_FRAGMENT : FRAGMENT)
        bytes += 360
        await breath(5)
      },
      () => '',
    ),
    async ends() {
      for (const one of sockets) one.cutsOff()
      for (const socket of halfOpen) socket.destroy()
      return `${bytes} writes of a byte or a fragment, ${closed} upgrades closed meanwhile`
    },
  }
}

const FIRST_FRAGMENT = Buffer.from([0x02, 0x80, 0, 0, 0, 0])
const FRAGMENT = Buffer.from([0x00, 0x80, 0, 0, 0, 0])

/** One person who knocks as fast as sockets open. */
export const knocking: Prepares = async (server) => {
  const [guest] = await arrive(['nock'], server)
  const document = (await guest?.makesDocument()) ?? ''
  let joined = 0
  let turnedAway = 0
  const knock = async () => {
    const one = await new CrowdSocket(guest as Guest, document).joins(server)
    if (one.closed === null) joined++
    else turnedAway++
    if (one.closed !== null && one.closed.code !== 1013) throw new Error(`${one.closed.code}`)
    one.cutsOff()
  }
  return repeated(
    'one person who knocks all the time',
    async () => {
      await Promise.all(times(8, knock))
    },
    () => `${joined} came in, ${turnedAway} were turned away`,
  )
}
