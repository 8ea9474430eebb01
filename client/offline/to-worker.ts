/** `take-over`: the person said so. `here`: a tab began and says by its lock which build it runs. */
export type ToWorker = 'take-over' | 'here'

const LOCK = 'interline-runs '

/** The lock a tab holds as long as it lives. `entry`: the address of the build's first script. */
export const runsBuild = (entry: string): string => `${LOCK}${entry}`

/** The entry a lock speaks of; null: the lock is about something else. */
export const runningBuild = (lock: string | undefined): string | null =>
  lock?.startsWith(LOCK) ? lock.slice(LOCK.length) : null
