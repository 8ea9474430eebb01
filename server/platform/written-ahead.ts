import { closeSync, existsSync, fsyncSync, openSync, readFileSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'

const SQLITE_FULL = 13
const HEADER = 32
const FRAME = 24
/** The lowest bit says in which order the checksum reads the words. */
const MAGIC = 0x377f0682

type Sum = readonly [number, number]

/**
 * Whether something is broken in what SQLite has written ahead (`…-wal`). SQLite itself reads up to
 * the first frame that does not fit its checksum and drops all that follows without a word, though
 * it was confirmed. Each frame's sum goes on from the one before it, so a broken frame in between
 * shows: what comes after it fits again. Of a broken last frame nobody can say whether it was ever
 * confirmed; it counts as broken. (https://sqlite.org/fileformat2.html#walformat)
 */
export function isBrokenAhead(path: string): boolean {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
  if (bytes.length < HEADER + FRAME) return false
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const magic = words.getUint32(0)
  const size = words.getUint32(8)
  const isLittle = magic % 2 === 0
  const sum = (from: number, to: number, start: Sum) => sumOf(words, from, to, start, isLittle)
  const isSound = (magic & ~1) === MAGIC && isSame(sum(0, 24, [0, 0]), storedAt(words, 24))
  // Nobody can tell which frames a broken header had; that there are some is enough.
  if (!isSound) return true
  let before = storedAt(words, 24)
  let isBroken = false
  for (let at = HEADER; at + FRAME + size <= bytes.length; at += FRAME + size) {
    const stored = storedAt(words, at + 16)
    const own = sum(at + FRAME, at + FRAME + size, sum(at, at + 8, before))
    const isOfThisRun = isSame(storedAt(words, at + 8), storedAt(words, 16))
    if (isSame(own, stored)) {
      // It follows a broken one and fits again. Or its words fit and only its mark does not; what an
      // earlier run left behind the end of this one fits, too, but only what went before it there.
      if (isBroken === isOfThisRun) return true
    } else {
      const isCommit = words.getUint32(at + 4) !== 0
      if (isOfThisRun && (isCommit || isBroken)) return true
      isBroken = true
      // A flipped bit in the stored sum itself: then the next frame goes on from the right one.
      if (fits(at + FRAME + size, own)) return true
    }
    before = stored
  }
  return false

  function fits(at: number, from: Sum): boolean {
    if (at + FRAME + size > bytes.length) return false
    const own = sum(at + FRAME, at + FRAME + size, sum(at, at + 8, from))
    return isSame(own, storedAt(words, at + 16))
  }
}

/**
 * Call when a database was opened, before anybody is told what is in it. A process that ended between
 * write and fsync, or because of a failed fsync, left words ahead of the file that only the system's
 * memory holds; SQLite takes them for confirmed, and what is known already is receipted without a
 * commit. Folding writes them once more, and syncs. [LS12]
 */
export function settleAhead(db: DatabaseSync, file: string): void {
  if (!isFolded(db)) {
    // No room, or somebody reads: then what is there must at least stay.
    const ahead = openSync(`${file}-wal`, 'r')
    fsyncSync(ahead)
    closeSync(ahead)
  }
}

function isFolded(db: DatabaseSync): boolean {
  try {
    return db.prepare('pragma wal_checkpoint(truncate)').get()?.busy === 0
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_FULL) return false
    throw error
  }
}

function sumOf(words: DataView, from: number, to: number, start: Sum, isLittle: boolean): Sum {
  let [one, other] = start
  for (let at = from; at < to; at += 8) {
    one = (one + words.getUint32(at, isLittle) + other) >>> 0
    other = (other + words.getUint32(at + 4, isLittle) + one) >>> 0
  }
  return [one, other]
}

function storedAt(words: DataView, at: number): Sum {
  return [words.getUint32(at), words.getUint32(at + 4)]
}

function isSame(one: Sum, other: Sum): boolean {
  return one[0] === other[0] && one[1] === other[1]
}
