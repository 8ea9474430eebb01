import type { Cover, LogEntry, LogRow, LogStore, NewSnapshot, Owner } from './log-store.ts'

/** What survives the end of a process; give the same disk to the next store and it is all there. */
export class MemoryDisk {
  logId: string | null = null
  rows: (LogRow & { document: string; at: number })[] = []
  snapshots: NewSnapshot[] = []
  owners: (Owner & { document: string })[] = []
  /** Makes a full disk. */
  full = false
}

/** The log without a disk: for simulated worlds. */
export function openMemoryLog(options: {
  disk: MemoryDisk
  origin: string
  newLogId: string
}): LogStore {
  const { disk, origin } = options
  disk.logId ??= options.newLogId
  let last = 0

  const latest = (document: string) =>
    disk.snapshots.findLast((snapshot) => snapshot.document === document)
  const write = (entry: LogEntry, at: number) => {
    const { document, epoch, person, claims } = entry
    disk.rows.push({ origin, sequence: ++last, document, person, bytes: entry.bytes.slice(), at })
    for (const client of claims) {
      const taken = disk.owners.some((one) => one.document === document && one.client === client)
      if (!taken) disk.owners.push({ document, client, person, epoch })
    }
  }
  return {
    logId: disk.logId,
    relayUntil: 0,
    origin,
    async commit(entries, at) {
      if (disk.full) return { kind: 'full' }
      const first = last + 1
      for (const entry of entries) write(entry, at)
      return { kind: 'committed', first }
    },
    async load(document) {
      const stored = latest(document)
      const cover = stored?.cover ?? {}
      return {
        kind: 'loaded',
        document: {
          epoch: 1,
          snapshot: stored
            ? {
                cover,
                size: stored.bytes.length,
                vector: stored.vector.slice(),
                deletes: stored.deletes.slice(),
                inner: stored.inner.slice(),
              }
            : null,
          whole: stored?.bytes.slice() ?? null,
          rows: disk.rows
            .filter((row) => row.document === document && !isCovered(row, cover))
            .map((row) => ({ ...row, bytes: row.bytes.slice() })),
          owners: disk.owners.filter((one) => one.document === document),
        },
      }
    },
    async snapshotBytes(document) {
      return latest(document)?.bytes.slice() ?? null
    },
    async saveSnapshot(snapshot, keepFrom) {
      if (disk.full) return 'full'
      disk.snapshots.push(structuredClone(snapshot))
      disk.rows = disk.rows.filter(
        (row) =>
          row.document !== snapshot.document ||
          !isCovered(row, snapshot.cover) ||
          row.at >= keepFrom,
      )
      return 'saved'
    },
    async forget(document) {
      if (disk.full) return 'full'
      disk.rows = disk.rows.filter((row) => row.document !== document)
      disk.snapshots = disk.snapshots.filter((snapshot) => snapshot.document !== document)
      disk.owners = disk.owners.filter((owner) => owner.document !== document)
      return 'forgotten'
    },
    async adopt(from, to) {
      if (disk.full) return 'full'
      const give = <T extends { person: string }>(one: T): T =>
        one.person === from ? { ...one, person: to } : one
      const isOpen = (row: LogRow & { document: string }) =>
        !isCovered(row, latest(row.document)?.cover ?? {})
      disk.rows = disk.rows.map((row) => (isOpen(row) ? give(row) : row))
      disk.owners = disk.owners.map(give)
      return 'adopted'
    },
    async unfolded() {
      const open = disk.rows.filter((row) => !isCovered(row, latest(row.document)?.cover ?? {}))
      return [...new Set(open.map(({ document }) => document))]
    },
    async close() {},
  }
}

function isCovered(row: LogRow, cover: Cover): boolean {
  return row.sequence <= (cover[row.origin] ?? 0)
}
