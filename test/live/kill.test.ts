import { expect, test } from 'vitest'
import { line, Storm } from '../support/cast-storm.ts'

const LONG = process.env.INTERLINE_LONG !== undefined
const KILLS = LONG ? 400 : 40
const SEED = LONG ? Math.floor(Math.random() * 1e9) : 20261122

test(
  '[LV4] [LV5] kill -9 while ten people write loses nothing that was receipted or seen',
  async () => {
    const report = await new Storm({ seed: SEED, kills: KILLS }).rages()
    console.log(line(report))
    expect(report.lost, report.whys.slice(0, 5).join('; ')).toEqual({
      updates: 0,
      structs: 0,
      deletes: 0,
    })
    expect(report.kills).toBe(KILLS)
    expect(report.receipts).toBeGreaterThanOrEqual(500)
    expect(report.structs).toBeGreaterThan(1000)
    expect(report.deletes).toBeGreaterThan(500)
    expect(report.converged).toBe(true)
    expect(report.exitCode).toBe(0)
  },
  // A minute on two idle cores; a busy machine may take longer.
  LONG ? 3_600_000 : 300_000,
)
