import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Readiness, type ReadinessOptions } from '../../server/operations/readiness.ts'
import { HandClock } from '../replica/hand-clock.ts'

let data: string
let clock: HandClock
let isDraining: boolean
let applied: string[] | Error
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'interline-ready-'))
  clock = new HandClock()
  isDraining = false
  applied = ['0001', '0002']
})
afterEach(() => rmSync(data, { recursive: true, force: true }))

const server = (options: Partial<ReadinessOptions> = {}) =>
  new Readiness({
    ...{ data, migrations: ['0001', '0002'], now: () => clock.now() },
    isDraining: () => isDraining,
    applied: async () => {
      if (applied instanceof Error) throw applied
      return applied
    },
    leastFree: 0,
    ...options,
  })

test('[OP3] a server that can do its work is ready, and leaves nothing behind', async () => {
  expect(await server().reasons()).toEqual([])
  expect(readdirSync(data)).toEqual([])
})

test('[OP3] a data folder that takes no write', async () => {
  rmSync(data, { recursive: true })
  expect(await server().reasons()).toEqual(['cannot-write'])
})

test('[OP3] too little room, by bytes or by part of the disk', async () => {
  const wanted = Number.MAX_SAFE_INTEGER
  const one = server({ leastFree: wanted })
  const free = (await one.freeBytes()) ?? 0
  expect(free).toBeGreaterThan(0)
  // No disk is so large that more than a twentieth of it is asked for.
  const isFull = (await one.reasons()).includes('disk-nearly-full')
  const { blocks, bsize } = await import('node:fs/promises').then(({ statfs }) => statfs(data))
  expect(isFull).toBe(free < (blocks * bsize) / 20)
})

test('[OP3] a database of another version, or one that does not answer', async () => {
  for (const had of [['0001'], ['0001', '0002', '0003'], ['0001', '0003'], new Error('gone')]) {
    applied = had
    expect(await server().reasons(), String(had)).toEqual(['not-migrated'])
  }
})

test('[OP3] draining is said at once; everything else is tried once a second', async () => {
  const one = server()
  expect(await one.reasons()).toEqual([])
  applied = []
  expect(await one.reasons()).toEqual([])
  isDraining = true
  expect(await one.reasons()).toEqual(['draining'])
  isDraining = false
  clock.advance(1_000)
  expect(await one.reasons()).toEqual(['not-migrated'])
})
