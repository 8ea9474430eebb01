import * as Y from 'yjs'
import { isRestoring } from '../../shared/document/restored.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import { type Double, type Lineage, pairsOf } from './lineage.ts'
import { Restoring } from './restoring.ts'
import { cutOut } from './stand-in.ts'

/** The origin of transactions that take away what stands in the text twice. Undo does not track it. */
export const HEALING: object = { name: 'interline healing' }

/** What belongs to one change may come in several updates. */
const CALM_MS = 1_000
/** So long the author of a spare copy has, then anybody who wrote here takes it away. */
const ABSENT_MS = 10_000
/** Whoever writes here would bring words home, so not all at the same moment. */
const TURN_MS = 500
const TURNS = 16
/** Words that stand behind words left behind come home after them. */
const ROUNDS_AT_MOST = 16

type Homing = Pick<typeof import('./stranded.ts'), 'bringHome' | 'strandedAt'>

type Who = 'author' | 'writer'

export interface HealingOptions {
  readonly doc: Y.Doc
  readonly text: Y.Text
  readonly lineage: Lineage
  /** The id under which this replica puts back. */
  readonly restoringAs: number
  readonly clock: Clock
  /** Days since 1970. */
  readonly today: () => number
  /** Not while a word is being composed, nor by somebody who may not write. */
  readonly mayWrite: () => boolean
}

/**
 * [DM55] Of what two people put back both copies come together in a merge; one of them goes. Whoever
 * only looks on never heals.
 */
export class Healing {
  readonly #options: HealingOptions
  readonly #timers = new Map<Who, () => void>()
  readonly #looked = new Map<Who, number>()
  #homing: Homing | null = null
  #hasWritten = false
  #stopPruning: (() => void) | null = null

  constructor(options: HealingOptions) {
    this.#options = options
  }

  /** From now on words that were left behind can be brought home. */
  learn(homing: Homing): void {
    this.#homing = homing
    this.watch()
  }

  /** Something was written here, by hand or by undo. */
  wrote(): void {
    if (!this.#hasWritten) this.#pruneLater()
    this.#hasWritten = true
  }

  /** To be called after each transaction, when the lineage has followed it. */
  watch(): void {
    for (const who of ['author', 'writer'] as const) {
      if (this.#spares(who).length > 0 || this.#hasStranded(who)) this.#start(who)
      else this.#stop(who)
    }
  }

  /**
   * What was just deleted by hand was one copy of something that stands twice. The other stays, but
   * its author may be taking it away at this moment: a third takes its place.
   */
  keepTheOther(): void {
    const { doc, text, lineage, restoringAs } = this.#options
    const widows = [...lineage.widows]
    if (widows.length === 0) return
    doc.transact((transaction) => {
      const restoring = new Restoring(transaction, text, restoringAs)
      for (const { kept, spare, length } of widows) {
        restoring.inPlaceOf(kept, { id: spare, length })
      }
    }, HEALING)
  }

  /** Takes away the spare copies that `who` answers for, and brings home the words left behind. */
  heal(who: Who): void {
    this.#takeAway(who)
    for (let round = 0; round < ROUNDS_AT_MOST && this.#hasStranded(who); round += 1) {
      this.#bringHome(who)
    }
  }

  #takeAway(who: Who): void {
    const spares = this.#spares(who)
    if (spares.length === 0) return
    const { doc } = this.#options
    doc.transact((transaction) => {
      for (const { kept, spare, length } of spares) {
        for (const [keeps, goes] of [...pairsOf(doc, kept, spare, length)]) {
          if (keeps.item.deleted || goes.item.deleted) continue
          keepAttributes(keeps.item, goes.item)
          cutOut(transaction, goes.id, goes.length).delete(transaction)
        }
      }
    }, HEALING)
  }

  #bringHome(who: Who): void {
    const { doc, text, lineage, today } = this.#options
    const homing = this.#homing
    if (homing === null) return
    this.#looked.set(who, lineage.news)
    doc.transact((transaction) => {
      for (const [name, suspect] of [...lineage.suspects]) {
        const found = homing.strandedAt(doc, lineage, suspect, (client) =>
          this.#answers(who, client),
        )
        if (found === 'not-now') continue
        lineage.suspects.delete(name)
        if (found !== 'settled') homing.bringHome(transaction, text, found, today())
      }
    }, HEALING)
  }

  /** Is there anything that was not looked at, as things stand now? */
  #hasStranded(who: Who): boolean {
    const { lineage } = this.#options
    if (!this.#hasWritten || !this.#homing || lineage.suspects.size === 0) return false
    if (this.#looked.get(who) === lineage.news) return false
    return lineage.suspects.values().some(({ client }) => this.#answers(who, client))
  }

  #answers(who: Who, client: number): boolean {
    const { doc, restoringAs } = this.#options
    return who === 'writer' || client === doc.clientID || client === restoringAs
  }

  /** [DM76] Once, and when the words that a record brings home came home. */
  #pruneLater(): void {
    const { clock, doc, lineage, today, mayWrite } = this.#options
    if (!lineage.moves.hasOutdated(today())) return
    this.#stopPruning = clock.after(ABSENT_MS, () => {
      this.#stopPruning = null
      if (!mayWrite()) return
      this.heal('writer')
      doc.transact(() => lineage.moves.prune(today()), HEALING)
    })
  }

  close(): void {
    this.#stopPruning?.()
    for (const who of this.#timers.keys()) this.#stop(who)
  }

  #spares(who: Who): readonly Double[] {
    const { lineage } = this.#options
    if (!this.#hasWritten || lineage.doubles.length === 0) return []
    if (who === 'writer') return lineage.doubles
    return lineage.doubles.filter(({ spare }) => this.#answers(who, spare.client))
  }

  #start(who: Who): void {
    if (this.#timers.has(who)) return
    const { clock, mayWrite } = this.#options
    const stop = clock.after(who === 'author' ? CALM_MS : this.#absentMs(), () => {
      this.#timers.delete(who)
      if (mayWrite()) this.heal(who)
      else this.watch()
    })
    this.#timers.set(who, stop)
  }

  #absentMs(): number {
    const { doc } = this.#options
    const isTwice = this.#spares('writer').length > 0
    return ABSENT_MS + (isTwice ? 0 : (doc.clientID % TURNS) * TURN_MS)
  }

  #stop(who: Who): void {
    this.#timers.get(who)?.()
    this.#timers.delete(who)
  }
}

/** What was set on the block whose marker goes, since it came back, is set on the one that stays. */
function keepAttributes({ content: keeps }: Y.Item, { content: goes }: Y.Item): void {
  if (!(keeps instanceof Y.ContentType && keeps.type instanceof Y.Map)) return
  if (!(goes instanceof Y.ContentType && goes.type instanceof Y.Map)) return
  const map = keeps.type as Y.Map<unknown>
  for (const [key, item] of goes.type._map) {
    if (isRestoring(item.id.client) || key.startsWith('$')) continue
    if (item.deleted) map.delete(key)
    else map.set(key, item.content.getContent().at(-1))
  }
}
