import { expect, test } from 'vitest'
import { must } from '../../shared/kit/assert.ts'
import { type Rng, seededRng } from '../../shared/kit/rng.ts'
import { turns, until } from '../replica/people.ts'
import { fullDisk } from './full-disk.ts'
import { aBrowser, type Tab } from './stage.ts'

const SEEDS = 40
const STEPS = 60
const LANES = ['plan', 'letter', 'list']
const browser = aBrowser()
const counts = { added: 0, kept: 0, arrived: 0, twice: 0, kills: 0, outages: 0, fullDisks: 0 }

/** One browser's afternoon; then the network is back, and everything must have arrived. */
async function plays(rng: Rng): Promise<void> {
  const stage = browser.now
  stage.hasLocks = rng() < 0.7
  const pick = <T>(all: readonly T[]) => must(all[Math.floor(rng() * all.length)], 'one of them')
  let tabs: Tab[] = [stage.opens()]
  /** Per lane, what was said to be on this device, in the order of the saying. */
  const promised = new Map(LANES.map((lane) => [lane, [] as string[]]))
  let mend = () => {}
  for (let step = 0; step < STEPS; step++) {
    const chance = rng()
    if (chance < 0.4) {
      const [lane, words] = [pick(LANES), `${step}`]
      counts.added += 1
      if (await pick(tabs).says(words, lane)) promised.get(lane)?.push(words)
    } else if (chance < 0.5) {
      stage.server.online = !stage.server.online
      if (stage.server.online) stage.network.dispatchEvent(new Event('online'))
      else counts.outages += 1
    } else if (chance < 0.6) {
      const tab = pick(tabs)
      tab.dies()
      tabs = [...tabs.filter((each) => each !== tab), stage.opens()]
      counts.kills += 1
    } else if (chance < 0.65 && tabs.length < 3) tabs.push(stage.opens())
    else if (chance < 0.7) {
      mend()
      mend = fullDisk()
      counts.fullDisks += 1
    } else if (chance < 0.8) {
      mend()
      mend = () => {}
    } else if (chance < 0.9) stage.clock.advance(Math.floor(rng() * 20_000))
    await turns(Math.floor(rng() * 12))
  }
  mend()
  stage.server.online = true
  const last = stage.opens()
  const { heard } = stage.server
  const hasAll = () => [...promised.values()].flat().every((words) => heard.includes(words))
  await until(hasAll, 'all that was said to be on this device to arrive')
  await until(
    () => last.shown.every((line) => line.endsWith('confirmed')),
    'nothing to wait any more',
  )
  for (const words of promised.values()) {
    const arrived = [...new Set(heard)].filter((each) => words.includes(String(each)))
    expect(arrived).toEqual(words)
    counts.kept += words.length
  }
  counts.arrived += new Set(heard).size
  counts.twice += heard.length - new Set(heard).size
}

test('[OB1] [OB2] [OB3] [OB4] whatever happens, what is on this device arrives, in order', async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    browser.fresh()
    await plays(seededRng(seed)).catch((error) => {
      throw new Error(`seed ${seed}`, { cause: error })
    })
    await browser.now.ends()
  }
  console.log(`outbox: ${SEEDS} seeds of ${STEPS} steps: ${JSON.stringify(counts)}`)
  expect(counts.kept).toBeGreaterThan(SEEDS * 8)
  expect(counts.kills).toBeGreaterThan(SEEDS * 3)
  expect(counts.fullDisks).toBeGreaterThan(SEEDS)
})
