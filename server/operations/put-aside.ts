import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { isBrokenAhead } from '../platform/written-ahead.ts'
import { DATABASES } from './data-folder.ts'

/** Call before the databases are opened. Copies of what SQLite would drop; gives their names. [OP8] */
export function putBrokenAside(data: string, now: number): string[] {
  const broken = DATABASES.map((name) => `${name}-wal`).filter((name) =>
    isBrokenAhead(join(data, name)),
  )
  return broken.map((name) => {
    const copy = `${name}-broken-${now}`
    copyFileSync(join(data, name), join(data, copy))
    return copy
  })
}
