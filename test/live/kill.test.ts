import { expect, test } from 'vitest'
import { line, Storm } from '../support/cast-storm.ts'

const { INTERLINE_LONG, INTERLINE_KILLS } = process.env
const LONG = INTERLINE_LONG !== undefined
const KILLS = Number(INTERLINE_KILLS ?? (LONG ? 400 : 40))
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
    // Forty kills make 500 receipts at least, twenty half of them.
    expect(report.receipts).toBeGreaterThanOrEqual(12.5 * KILLS)
    expect(report.structs).toBeGreaterThan(25 * KILLS)
    expect(report.deletes).toBeGreaterThan(12.5 * KILLS)
    expect(report.converged).toBe(true)
    expect(report.exitCode).toBe(0)
  },
  // Half a minute on two idle cores; a busy machine may take longer.
  300_000 + KILLS * 10_000,
)
