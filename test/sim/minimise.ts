/** `node test/sim/minimise.ts SEED`: the shortest play found that fails by the same rule. */
import './virtual-time.ts'

import { play } from './play.ts'
import { type Line, type Schedule, scheduleOf } from './schedule.ts'

process.setMaxListeners(0)
console.warn = () => undefined
const seed = Number(process.argv[2] ?? '1')
const whole = scheduleOf(seed)
const { failure } = await play(whole)
if (!failure) throw new Error(`seed ${seed} does not fail`)
const fails = async (schedule: Schedule) => (await play(schedule)).failure?.rule === failure.rule

let lines = whole.lines
for (let size = Math.ceil(lines.length / 2); size >= 1; size = Math.floor(size / 2)) {
  for (let at = 0; at < lines.length; ) {
    const fewer = without(lines, at, size)
    if (await fails({ ...whole, lines: fewer })) lines = fewer
    else at += size
  }
}
console.log(JSON.stringify((await play({ ...whole, lines })).failure))
console.log(JSON.stringify({ ...whole, lines: [] }))
for (const line of lines) console.log(JSON.stringify(line))

/** The waits of what is left out stay, so that the rest happens at its time. */
function without(all: readonly Line[], at: number, size: number): Line[] {
  const wait = all.slice(at, at + size).reduce((sum, line) => sum + line.wait, 0)
  const rest = all.slice(at + size)
  const [next, ...others] = rest
  return [...all.slice(0, at), ...(next ? [{ ...next, wait: next.wait + wait }] : []), ...others]
}
