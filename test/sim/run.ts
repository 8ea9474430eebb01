/** `node test/sim/run.ts FROM COUNT [until-failure]`: plays so many seeds, and says how they went. */
import './virtual-time.ts'

import { play } from './play.ts'
import type { Outcome } from './runner.ts'
import { scheduleOf } from './schedule.ts'

process.setMaxListeners(0)
// y-websocket says there that somebody may not write.
console.warn = () => undefined
const [from = '1', count = '1', until] = process.argv.slice(2)
const untilOne = until === 'until-failure'
const sums: Record<string, number> = {}
const failures: Outcome['failures'] = []
let seeds = 0
const began = performance.now()
for (let seed = Number(from); seed < Number(from) + Number(count); seed++) {
  seeds++
  const { failure, counts } = await play(scheduleOf(seed))
  for (const [what, n] of Object.entries(counts)) sums[what] = (sums[what] ?? 0) + n
  if (failure) {
    failures.push({ seed, ...failure })
    if (untilOne) break
  }
}
const ms = Math.round(performance.now() - began)
console.log(JSON.stringify({ seeds, ms, sums, failures } satisfies Outcome))
