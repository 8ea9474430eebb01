import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Rng } from '../../shared/kit/rng.ts'
import { seededRng } from '../../shared/kit/rng.ts'
import { fullDisk } from './faulty-disk.ts'
import { ModelServer } from './model-server.ts'
import { aStage, settle, type Tab, turns } from './people.ts'

/**
 * Random hands, tabs, disks and networks. After every step each tab's word is checked against the
 * server's disk and this device's rows: structs and deletes, by Yjs itself.
 */
const SEEDS = process.env.INTERLINE_LONG ? 400 : 24
const STEPS = 90
const stage = aStage()

class Play {
  readonly counts = {
    saved: 0,
    onDevice: 0,
    notSaved: 0,
    kills: 0,
    reloads: 0,
    fullDisks: 0,
    held: 0,
  }
  readonly server: ModelServer
  readonly tabs: Tab[] = []
  /** What somebody was told to be saved or on this device: it may never be gone. */
  readonly promised = new Y.Doc({ gc: false })
  readonly #rng: Rng
  #mend: (() => void) | null = null

  constructor(seed: number) {
    this.#rng = seededRng(seed)
    this.server = new ModelServer(this.#rng)
  }

  async acts(): Promise<void> {
    if (this.tabs.length < 3 && this.#chance(0.3)) this.#opens()
    const tab = this.#pick(this.tabs) ?? this.#opens()
    const { server } = this
    const act = this.#rng()
    if (act < 0.3) this.#edits(tab)
    else if (act < 0.4) server.accept(tab.wire) && this.#chance(0.8) && server.syncs(tab.wire)
    else if (act < 0.44) server.syncs(tab.wire)
    else if (act < 0.52) server.reads(tab.wire, this.#below(8), 0.4)
    else if (act < 0.56) server.answers(tab.wire)
    else if (act < 0.74) await this.#serves(tab)
    else if (act < 0.78) server.drops(tab.wire)
    else if (act < 0.8) this.#kills(tab)
    else if (act < 0.83) await this.#reloads(tab)
    else if (act < 0.85) this.#fillsDisk()
    else if (act < 0.89) this.#composes(tab)
    else await this.#waits(this.#pick([0, 100, 250, 250, 1_000, 5_000, 9_000]) ?? 0)
    if (this.#mend && this.#chance(0.2)) this.#fillsDisk()
    await turns(this.#pick([0, 1, 3, 10, 60]) ?? 0)
  }

  /** What each tab says now is true now. */
  async checks(): Promise<void> {
    for (const tab of this.tabs) {
      const { kind } = tab.status
      const held = Y.encodeStateAsUpdate(tab.replica.doc)
      if (kind === 'saved') {
        this.counts.saved += 1
        expect(contains(stage.wire.disk, held), 'Saved is on the server').toBe(true)
      } else if (kind === 'on-this-device') {
        this.counts.onDevice += 1
        expect(contains(await rows(tab.person), held), 'On this device is there').toBe(true)
      } else {
        if (kind === 'not-saved') this.counts.notSaved += 1
        continue
      }
      Y.applyUpdate(this.promised, held)
    }
  }

  /** The disk has room, the network is well, compositions are over: everything reaches the server. */
  async heals(): Promise<void> {
    this.#mend?.()
    if (this.tabs.length === 0) this.#opens()
    for (let round = 0; round < 60 && !this.#isWell(); round++) {
      for (const { wire, replica } of this.tabs) {
        replica.holdBack(null)
        if (this.server.accept(wire)) this.server.syncs(wire)
        this.server.reads(wire, 100, 0)
        this.server.answers(wire)
      }
      await settle()
      stage.clock.advance(1_000)
      await settle()
    }
  }

  #isWell(): boolean {
    return this.tabs.every(({ status, text }) => {
      return status.kind === 'saved' && text === stage.wire.disk.getText('body').toString()
    })
  }

  #opens(): Tab {
    const tab = stage.opens('ann')
    this.tabs.push(tab)
    return tab
  }

  #edits(tab: Tab): void {
    if (tab.replica.phase.value !== 'ready') return
    const { length } = tab.text
    const at = this.#below(length + 1)
    if (length - at > 2 && this.#chance(0.4)) tab.deletes(at, 1 + this.#below(2))
    else tab.replica.doc.getText('body').insert(at, this.#pick(['a', 'bc', 'def ']) ?? 'x')
  }

  #kills(tab: Tab): void {
    this.counts.kills += 1
    this.tabs.splice(this.tabs.indexOf(tab), 1)
    tab.dies()
  }

  async #reloads(tab: Tab): Promise<void> {
    this.counts.reloads += 1
    this.tabs.splice(this.tabs.indexOf(tab), 1)
    await tab.replica.close()
  }

  #fillsDisk(): void {
    if (this.#mend) this.#mend()
    else this.counts.fullDisks += 1
    this.#mend = this.#mend ? null : fullDisk()
  }

  /** The server does what it should, twice: what was written since the ask needs another. */
  async #serves({ wire }: Tab): Promise<void> {
    for (let times = 0; times < 2; times++) {
      this.server.reads(wire, 100, 0)
      this.server.answers(wire)
      await turns(3)
      stage.clock.advance(250)
    }
  }

  /** A disk that works ends a write before its time-out does. */
  async #waits(ms: number): Promise<void> {
    if (ms >= 4_000) await settle()
    stage.clock.advance(ms)
  }

  #composes(tab: Tab): void {
    this.counts.held += 1
    tab.replica.holdBack(this.#chance(0.5) ? () => this.#chance(0.5) : null)
  }

  #chance(of: number): boolean {
    return this.#rng() < of
  }

  #below(count: number): number {
    return Math.floor(this.#rng() * count)
  }

  #pick<T>(from: readonly T[]): T | undefined {
    return from[this.#below(from.length)]
  }
}

test('[RP3] [RP6] [RP9] nobody is told Saved or On this device of what is not', async () => {
  const sum: Record<string, number> = {}
  for (let seed = 1; seed <= SEEDS; seed++) {
    const play = new Play(seed)
    try {
      for (let step = 0; step < STEPS; step++) {
        await play.acts()
        await play.checks()
      }
      await play.heals()
      expect(play.tabs.map((tab) => tab.status.kind)).toEqual(play.tabs.map(() => 'saved'))
      const promised = Y.encodeStateAsUpdate(play.promised)
      expect(contains(stage.wire.disk, promised), 'every promise is kept').toBe(true)
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`)
    }
    for (const [what, count] of Object.entries({ ...play.counts, ...play.server.counts })) {
      sum[what] = (sum[what] ?? 0) + count
    }
    await stage.ends()
  }
  console.log(`${SEEDS} seeds of ${STEPS} steps: ${JSON.stringify(sum)}`)
  for (const [what, least] of Object.entries({ saved: 4, onDevice: 8, kills: 1, receipts: 4 })) {
    expect(sum[what] ?? 0, what).toBeGreaterThan(least * SEEDS)
  }
  for (const what of ['notSaved', 'reloads', 'fullDisks', 'refusals', 'held']) {
    expect(sum[what] ?? 0, what).toBeGreaterThan(SEEDS / 2)
  }
}, 120_000)

function contains(holder: Y.Doc, update: Uint8Array): boolean {
  return Y.snapshotContainsUpdate(Y.snapshot(holder), update)
}

/** All that this device has of a person's document. */
async function rows(person: string): Promise<Y.Doc> {
  const names = (await indexedDB.databases()).map((database) => database.name ?? '')
  const name = names.find((each) => each.startsWith(`interline/${person}/`)) ?? ''
  const doc = new Y.Doc({ gc: false })
  return new Promise((resolve) => {
    const request = indexedDB.open(name)
    request.onsuccess = () => {
      const all = request.result.transaction('updates').objectStore('updates').getAll()
      all.onsuccess = () => {
        request.result.close()
        for (const update of all.result) Y.applyUpdate(doc, update)
        resolve(doc)
      }
    }
  })
}
