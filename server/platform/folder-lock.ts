import { DatabaseSync } from 'node:sqlite'

const SQLITE_BUSY = 5

/** Two servers over one folder would each believe that they alone serve its documents. */
export function lockFolder(path: string): DatabaseSync {
  const lock = new DatabaseSync(path)
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive')
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error
    throw new Error('another server already uses this data folder', { cause: error })
  }
  return lock
}
