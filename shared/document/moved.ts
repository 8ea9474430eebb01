import * as Y from 'yjs'

// The records of moves ([DM70]). Wire format: whoever may write can put anything there, so reading is
// total, and what it costs is bounded by the two numbers below.

/** What goes beyond needs a record of its own. */
const RUNS_AT_MOST = 1_024
const TOKENS_AT_MOST = 100_000
/** Two numbers for the whole record, and so many for each run. */
const HEAD = 2
const RUN = 4

/** Tokens that were written elsewhere anew: each of `from` on, the same one of `to` on. */
export interface MovedRun {
  readonly from: Y.ID
  readonly to: Y.ID
  readonly length: number
}

export interface MoveRecord {
  /** Since 1970, by the clock of who moved. */
  readonly day: number
  readonly runs: readonly MovedRun[]
}

/** Where the records of a document lie, beside its text: they outlive the blocks they speak of. */
export function movedOf(doc: Y.Doc): Y.Map<unknown> {
  return doc.getMap('moved')
}

/** To be called inside the writing transaction. The new tokens were written by this replica. */
export function recordMove(doc: Y.Doc, { day, runs: said }: MoveRecord): void {
  const runs = joined(said)
  for (let at = 0; at < runs.length; ) {
    const kept = within(runs.slice(at))
    const [first] = kept
    // One run alone may be too long for a record.
    if (first !== undefined) movedOf(doc).set(keyOf(first.to), encodeMove({ day, runs: kept }))
    at += Math.max(1, kept.length)
  }
}

/** `[day, new client, (old client, old clock, new clock, length)…]`: all new tokens are one client's. */
function encodeMove({ day, runs }: MoveRecord): number[] {
  const said = [day, runs[0]?.to.client ?? 0]
  for (const { from, to, length } of runs) said.push(from.client, from.clock, to.clock, length)
  return said
}

/** Null for what is no record of tokens that `author` wrote. */
export function decodeMove(value: unknown, author: number): MoveRecord | null {
  if (!Array.isArray(value) || value.length < HEAD + RUN) return null
  if (value.length > HEAD + RUN * RUNS_AT_MOST || (value.length - HEAD) % RUN !== 0) return null
  if (!value.every((one) => Number.isSafeInteger(one) && one >= 0)) return null
  const said = (at: number) => value[at] as number
  if (said(1) !== author) return null
  const runs: MovedRun[] = []
  for (let at = HEAD; at < value.length; at += RUN) {
    const from = Y.createID(said(at), said(at + 1))
    runs.push({ from, to: Y.createID(author, said(at + 2)), length: said(at + 3) })
  }
  const isWithin = within(runs).length === runs.length && runs.every(({ length }) => length > 0)
  return isWithin ? { day: said(0), runs } : null
}

/** No two records have one key. */
function keyOf({ client, clock }: Y.ID): string {
  return `${client}.${clock}`
}

/** Neighbours that went together as one run. */
function joined(runs: readonly MovedRun[]): MovedRun[] {
  const all: MovedRun[] = []
  for (const run of runs) {
    const last = all.at(-1)
    if (last && isNext(last.from, run.from, last.length) && isNext(last.to, run.to, last.length)) {
      all[all.length - 1] = { ...last, length: last.length + run.length }
    } else {
      all.push(run)
    }
  }
  return all
}

function isNext(one: Y.ID, other: Y.ID, length: number): boolean {
  return one.client === other.client && one.clock + length === other.clock
}

/** As many of these as one record may hold. */
function within(runs: readonly MovedRun[]): readonly MovedRun[] {
  let tokens = 0
  const end = runs.findIndex(({ length }, at) => {
    tokens += length
    return at >= RUNS_AT_MOST || tokens > TOKENS_AT_MOST
  })
  return end < 0 ? runs : runs.slice(0, end)
}
