import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { crc32 } from 'node:zlib'

/**
 * Teaches a connection `row_sum(…)`, the checksum of some values. Triggers use it: whoever writes
 * what people said needs it (migration 0008).
 */
export function teachRowSum(db: DatabaseSync): void {
  db.function('row_sum', { deterministic: true, varargs: true }, (...values: SQLOutputValue[]) =>
    values.reduce<number>((sum, value) => crc32(`${typeof value}:${value}\0`, sum), 0),
  )
}
