import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { Outbound } from '../../server/live/outbound.ts'

const KIB = 1024
const nextTurn = () => new Promise((wake) => setImmediate(wake))

/** RFC 6455, 5.2, read a second time: unmasked binary messages in one piece each. */
function messagesIn(bytes: Buffer): Buffer[] {
  const messages: Buffer[] = []
  let at = 0
  while (at < bytes.length) {
    expect(bytes[at]).toBe(0x82)
    const short = bytes.readUInt8(at + 1)
    expect(short & 0x80).toBe(0)
    const [header, length] =
      short < 126
        ? [2, short]
        : short === 126
          ? [4, bytes.readUInt16BE(at + 2)]
          : [10, Number(bytes.readBigUInt64BE(at + 2))]
    messages.push(bytes.subarray(at + header, at + header + length))
    at += header + length
  }
  expect(at).toBe(bytes.length)
  return messages
}

function wire() {
  const stream = new PassThrough({ highWaterMark: 64 * KIB * KIB })
  const writes: Buffer[] = []
  stream.on('data', (chunk: Buffer) => writes.push(chunk))
  return { stream, writes, outbound: new Outbound(stream) }
}

test('[LV24] messages of every length arrive whole and in their order', async () => {
  const { writes, outbound } = wire()
  const lengths = [0, 1, 125, 126, 127, 16 * KIB, 16 * KIB + 1, 65_535, 65_536, 70 * KIB, 3, 0]
  const sent = lengths.map((length, index) => Buffer.alloc(length, index + 1))
  for (const message of sent) outbound.send(message)
  const payload = lengths.reduce((sum, length) => sum + length, 0)
  expect(outbound.buffered).toBeGreaterThan(payload)
  await nextTurn()
  expect(messagesIn(Buffer.concat(writes))).toEqual(sent)
  expect(outbound.buffered).toBe(0)
})

test('[LV24] what is sent in one turn leaves in one write, to each the same', async () => {
  const [ann, bo, cleo] = [wire(), wire(), wire()]
  const [first, second] = [Buffer.from('first'), Buffer.from('second')]
  for (const message of [first, second]) {
    for (const { outbound } of [ann, bo]) outbound.send(message)
  }
  cleo.outbound.send(second)
  await nextTurn()
  expect([ann, bo, cleo].map(({ writes }) => writes.length)).toEqual([1, 1, 1])
  const heard = [ann, bo, cleo].map(({ writes }) => messagesIn(Buffer.concat(writes)))
  expect(heard).toEqual([[first, second], [first, second], [second]])
})

test('[LV24] a flush sends at once what waits, and nothing twice', async () => {
  const { writes, outbound } = wire()
  outbound.send(Buffer.from('last words'))
  outbound.flush()
  expect(messagesIn(Buffer.concat(writes))).toEqual([Buffer.from('last words')])
  await nextTurn()
  expect(writes).toHaveLength(1)
})

test('[LV24] nothing is written to a socket that has gone', async () => {
  const { stream, outbound } = wire()
  const errors: unknown[] = []
  stream.on('error', (error) => errors.push(error))
  outbound.send(Buffer.from('too late'))
  stream.destroy()
  await nextTurn()
  expect(errors).toEqual([])
  expect(outbound.buffered).toBe(0)
})
