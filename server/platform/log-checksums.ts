import { crc32 } from 'node:zlib'
import type { Bytes, Owner } from './log-store.ts'

/** What of a row its checksum speaks of, beside the bytes. */
export interface RowMark {
  origin: string
  sequence: number
  document: string
  epoch: number
  client: number | null
  person: string
  at: number
}

export interface SnapshotRow {
  cover: string
  bytes: Bytes
  vector: Bytes
  deletes: Bytes
  inner: Bytes
  checksum: number
}

/** The key is part of the sum: a row that slid into another's place is torn, too. */
export function rowChecksum(row: RowMark, bytes: Uint8Array): number {
  const { origin, sequence, document, epoch, client, person, at } = row
  const mark = `${origin}:${sequence}:${document}:${epoch}:${client}:${person}:${at}`
  return crc32(bytes, crc32(mark))
}

export function ownerChecksum(document: string, { client, person, epoch }: Owner): number {
  return crc32(`${document}:${client}:${person}:${epoch}`)
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
