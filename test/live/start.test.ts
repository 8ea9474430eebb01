import { readFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { Guest } from '../support/cast.ts'
import { fillsLog } from '../support/log-filling.ts'
import {
  type RunningServer,
  removeFolder,
  startServer,
  temporaryFolder,
} from '../support/server.ts'

let data: string
let server: RunningServer
afterEach(async () => {
  await server.stop()
  removeFolder(data)
})

/** Bytes that a process has read so far, from the disk or from the system's memory. */
function bytesRead({ pid }: RunningServer): number {
  return Number(/^rchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1])
}

const hasIo = process.platform === 'linux'
if (!hasIo) console.warn('DID NOT RUN: what a start reads: there is no /proc here')

test.skipIf(!hasIo)('a start reads no more for a thousand documents than for ten', async () => {
  const read: number[] = []
  for (const documents of [10, 1_000]) {
    data = temporaryFolder()
    server = await startServer({ data })
    await Guest.arrives('ann', server)
    await server.term()
    const bytes = fillsLog(data, documents)
    server = await startServer({ data })
    await Guest.arrives('ann', server)
    read.push(bytesRead(server))
    if (documents === 1_000) {
      console.log(`start: ${read} bytes read with 10 and 1,000 documents; the log has ${bytes}`)
      // Which documents there are is in their heads; what they say is not looked at.
      expect((read[1] ?? 0) - (read[0] ?? 0)).toBeLessThan(bytes / 10)
    }
    if (documents === 10) {
      await server.stop()
      removeFolder(data)
    }
  }
})
