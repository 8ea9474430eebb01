import { can } from '../../shared/sharing/can.ts'
import { encodeHello } from '../../shared/wire/hello.ts'
import { PROTOCOL } from '../../shared/wire/version.ts'
import type { House } from './house.ts'
import type { Session } from './session.ts'

/** The highest document model the server has heard of; it judges no content by it. */
const SCHEMA_VERSION = 1

/** What a replica was told of this document before; null where it was not. */
export interface Acquaintance {
  logId: string | null
  epoch: number | null
  /** The last fact that it has. */
  after: { logId: string; sequence: number } | null
}

/** Says hello. False: there is no place, or this replica must not merge, and it has been told so. */
export function admit(
  session: Session,
  known: Acquaintance,
  epoch: number,
  present: ReadonlySet<Session>,
  { limits, store }: House,
): boolean {
  const full = fullIn(session, present, limits)
  if (full) {
    session.turnAway('too-many', full)
    return false
  }
  const { update, stepTwo, document } = limits
  if (session.isOurs) {
    const hello = { protocol: PROTOCOL, logId: store.logId, epoch, role: session.role }
    session.send(
      encodeHello({ ...hello, limits: { update, stepTwo, document }, schema: SCHEMA_VERSION }),
    )
  }
  const isOtherLog = known.logId !== null && known.logId !== store.logId
  if (!isOtherLog && (known.epoch === null || known.epoch === epoch)) return true
  session.turnAway('must-not-merge')
  return false
}

function fullIn({ role }: Session, present: ReadonlySet<Session>, limits: House['limits']) {
  if (present.size >= limits.sessionsPerDocument) return 'sessionsPerDocument'
  if (!can(role, 'write')) return null
  const writers = [...present].filter((session) => can(session.role, 'write'))
  return writers.length < limits.writersPerDocument ? null : 'writersPerDocument'
}
