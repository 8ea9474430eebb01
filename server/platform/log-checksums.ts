import { crc32 } from 'node:zlib'
import type { Bytes } from './log-store.ts'

export interface SnapshotRow {
  cover: string
  bytes: Bytes
  vector: Bytes
  deletes: Bytes
  inner: Bytes
  checksum: number
}

/** The key is part of the sum: a row that slid into another's place is torn, too. */
export function rowChecksum(
  from: string,
  sequence: number,
  document: string,
  bytes: Uint8Array,
): number {
  return crc32(bytes, crc32(`${from}:${sequence}:${document}`))
}

export function snapshotChecksum(row: {
  cover: string
  bytes: Uint8Array
  vector: Uint8Array
  deletes: Uint8Array
  inner: Uint8Array
}): number {
  return [row.inner, row.vector, row.deletes, row.bytes].reduce(
    (sum, part) => crc32(part, sum),
    crc32(row.cover),
  )
}
