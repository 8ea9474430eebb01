import './virtual-time.ts'

import * as Y from 'yjs'
import { Contents } from './contents.ts'
import type { Failure } from './oracles.ts'
import { isFault, type Schedule } from './schedule.ts'
import type { Stock } from './stock.ts'
import { DOCUMENT, Tab } from './tab.ts'
import { time } from './virtual-time.ts'
import { type Seat, World } from './world.ts'

export interface Report {
  failure: Failure | null
  counts: Record<string, number>
}

const STEADY_MS = 20_000
const HEALED_MS = 240_000
const STEP_MS = 1_000
const DRAIN_MS = 30_000
const NEWS = 8
const RETRIED_MS = 10_000

/** Plays a schedule to its end, lets everything heal, and says whether anything was ever untrue. */
export async function play(schedule: Schedule): Promise<Report> {
  const world = new World(schedule)
  const counts = { edits: 0, faults: 0, passed: 0 }
  const crash = (error: unknown) => world.oracles.fails('throws', String(error))
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
  try {
    for (const line of schedule.lines) {
      await world.passes(line.wait)
      if (world.failure) break
      if (!world.plays(line)) counts.passed++
      else if (isFault(line)) counts.faults++
      else if (line.act === 'edits') counts.edits++
    }
    await heals(world)
  } catch (error) {
    crash(error instanceof Error ? error.stack : error)
  }
  await world.ends()
  await time.pass(10, () => true)
  process.off('uncaughtException', crash)
  process.off('unhandledRejection', crash)
  const { threads, reports } = world.server
  return {
    failure: world.failure,
    counts: {
      ...{ ...counts, ...world.oracles.counts, ...world.disk.counts, ...threads.counts },
      ...{ events: time.events, ...Object.fromEntries(reports) },
    },
  }
}

async function heals(world: World): Promise<void> {
  world.clears()
  // Who says goodbye goes on to do so, in the time that a drain has.
  for (let ms = 0; world.server.isDraining && ms < DRAIN_MS; ms += STEP_MS)
    await world.passes(STEP_MS)
  if (world.server.isDraining) world.oracles.fails('LV18', 'a drain does not end')
  world.server.starts()
  for (const { part } of world.seats) {
    if (!part.isReader && (world.server.roles.get(part.person) ?? 'write') !== 'write')
      world.server.judges(part.person, 'write')
  }
  await world.passes(STEP_MS)
  await staysConnected(world)
  await comesBack(world)
  await startsAnew(world)
}

/** Who is connected when the faults end need not connect again to have and to be had. */
async function staysConnected(world: World): Promise<void> {
  const steady = [...world.tabs, ...world.stocks].filter((one) => isConnected(one))
  const wires = steady.map(({ wire }) => wire)
  await world.passes(STEADY_MS)
  let ill = steady
  // Whoever comes back meanwhile brings news that is still on its way to them.
  for (let more = 0; more < NEWS && ill.length > 0 && !world.failure; more++) {
    await world.passes(STEP_MS)
    const words = await world.disk.doc()
    ill = steady.filter((one) => !isWell(one, words))
  }
  const again = steady.filter((one, n) => one.wire !== wires[n])
  for (const { device } of again) {
    world.oracles.fails('LV12', `${device.name} had to connect again`)
  }
  for (const one of ill) {
    world.oracles.fails('LV12', `${one.device.name}, connected, did not converge: ${wordsOf(one)}`)
  }
}

/** Everybody comes back, whatever happened to them, and has everything. */
async function comesBack(world: World): Promise<void> {
  for (let ms = 0; ms < HEALED_MS; ms += STEP_MS) {
    for (const seat of world.seats) {
      for (const tab of [...seat.tabs]) {
        const isRefused = tab.replica.status.value.kind === 'refused'
        // First a person tries again, then they load the page anew.
        const isTired = ms > RETRIED_MS && (isRefused || isBroken(tab))
        if (isOver(tab) || isTired) world.closes(seat, tab)
        else if (isRefused) tab.replica.retry()
      }
      if (seat.tabs.length === 0) world.opens(seat)
    }
    await world.passes(STEP_MS)
    if (world.failure) return
    const words = await world.disk.doc()
    if ([...world.tabs, ...world.stocks].every((one) => isWell(one, words))) return
  }
  const words = await world.disk.doc()
  const ill = [...world.tabs, ...world.stocks].filter((one) => !isWell(one, words))
  const who = ill.map((one) => `${one.device.name} ${wordsOf(one)}`)
  world.oracles.fails('LV12', `never well again: ${who.join(', ')}`)
}

/** All of it is there after a crash, for somebody who never was here. */
async function startsAnew(world: World): Promise<void> {
  if (world.failure) return
  await world.disk.checks()
  for (const seat of world.seats) await keepsPromises(world, seat)
  world.server.crashes()
  world.server.starts()
  const newcomer = world.joins('zoe')
  for (let ms = 0; ms < STEADY_MS; ms += STEP_MS) {
    await world.passes(STEP_MS)
    const words = await world.disk.doc()
    if (world.failure || newcomer.tabs.every((tab) => isWell(tab, words))) return
  }
  world.oracles.fails('LV12', 'after a crash a newcomer does not get all')
}

/** What a device was told to have on its disk is in the log by now, too. */
async function keepsPromises(world: World, { part, device }: Seat): Promise<void> {
  const name = await placeOf(world, device.name)
  const hoard = name === null ? undefined : device.strict.get(name)
  if (!hoard || part.isReader) return
  const lacking = world.disk.generation.hoard.lacking(hoard.contents)
  if (lacking) world.oracles.fails('RP6', `${device.name} kept ${lacking} that never came`)
}

/** The database in which a device's replica lives. */
async function placeOf(world: World, device: string): Promise<string | null> {
  let place: { name: string } | undefined
  const opening = indexedDB.open('interline/shelf')
  opening.onsuccess = () => {
    const stores = opening.result.objectStoreNames
    if (!stores.contains('place')) return
    const asking = opening.result
      .transaction('place')
      .objectStore('place')
      .get(`${device}/${DOCUMENT}`)
    asking.onsuccess = () => {
      place = asking.result
    }
  }
  await world.passes(50)
  return place?.name ?? null
}

function isConnected(one: Tab | Stock): boolean {
  const { wire } = one
  if (!one.isAlive || wire?.state !== 'open' || !wire.isIn) return false
  if (!(one instanceof Tab)) return true
  const { kind } = one.replica.status.value
  if (isBroken(one)) return false
  return kind !== 'not-saved' && kind !== 'refused' && kind !== 'loading'
}

/** The server will not have it again: a person opens the document anew. */
function isOver({ replica }: Tab): boolean {
  const { value } = replica.status
  return replica.superseded.value || (value.kind === 'refused' && value.reason === 'must-not-merge')
}

/** Its device gives and keeps nothing: what lies there from an earlier visit has not come. */
const isBroken = ({ replica }: Tab): boolean => replica.device.value === 'broken'

/** A stock client that may not write has words of its own as well. */
function isWell(one: Tab | Stock, words: Y.Doc): boolean {
  if (one instanceof Tab && (one.replica.status.value.kind !== 'saved' || isBroken(one)))
    return false
  if (!(one instanceof Tab) && (one.isSentAway || !one.isAlive)) return true
  if (!(one instanceof Tab) && one.isReader)
    return Contents.lacking(Contents.in(words), Contents.in(one.doc)) === null
  return Y.equalSnapshots(Y.snapshot(one.doc), Y.snapshot(words))
}

function wordsOf(one: Tab | Stock): string {
  return one instanceof Tab ? JSON.stringify(one.replica.status.value) : 'stock'
}
