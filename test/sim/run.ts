/**
 * `node test/sim/run.ts FROM COUNT [until-failure]` plays so many seeds, `node test/sim/run.ts named`
 * the plays of named.ts; each says in one line how it went. INTERLINE_MINUTES ends it sooner.
 */
import './virtual-time.ts'

import { NAMED } from './named.ts'
import { play } from './play.ts'
import type { Outcome } from './runner.ts'
import { type Schedule, scheduleOf } from './schedule.ts'

process.setMaxListeners(0)
// y-websocket says there that somebody may not write.
console.warn = () => undefined

const [what = '1', count = '1', until] = process.argv.slice(2)
const minutes = Number(process.env.INTERLINE_MINUTES ?? Number.POSITIVE_INFINITY)
const outcome: Outcome = { seeds: 0, ms: 0, sums: {}, failures: [] }
const began = performance.now()
for (const [name, schedule] of what === 'named' ? Object.entries(NAMED) : seeds()) {
  outcome.seeds++
  const { failure, counts } = await play(schedule)
  for (const [thing, n] of Object.entries(counts)) {
    outcome.sums[thing] = (outcome.sums[thing] ?? 0) + n
  }
  if (failure) outcome.failures.push({ name, ...failure })
  if (failure && until === 'until-failure') break
  if (performance.now() - began > minutes * 60_000) break
}
outcome.ms = Math.round(performance.now() - began)
console.log(JSON.stringify(outcome))

function* seeds(): Generator<[string, Schedule]> {
  const from = Number(what)
  for (let seed = from; seed < from + Number(count); seed++) yield [`${seed}`, scheduleOf(seed)]
}
