/**
 * Loaded before a server (`--import`): how much of the processor the longest turn of its event loop
 * took. Unlike any time on a clock it does not grow when other programs have the processor.
 */
import { isMainThread } from 'node:worker_threads'

const LOOK_EVERY_MS = 5
let longestMs = 0

if (isMainThread) {
  let last = process.threadCpuUsage()
  const look = () => {
    const { user, system } = process.threadCpuUsage(last)
    last = process.threadCpuUsage()
    longestMs = Math.max(longestMs, (user + system) / 1000)
  }
  setInterval(look, LOOK_EVERY_MS).unref()
  let asked = 0
  // Told, and counted from anew.
  process.on('SIGUSR2', () => {
    look()
    process.stderr.write(`\nlongest turn ${++asked}: ${longestMs.toFixed(1)} ms\n`)
    longestMs = 0
  })
}
