/** Why the server says no: the closed list. A row maps a reason once to everything that shows it. */
export const REFUSALS = {
  malformed: row(400, 4400, true, 'What was sent is not a Yjs v1 update.'),
  unauthenticated: row(401, 4401, true, 'The server does not know who you are.'),
  forbidden: row(403, 4403, true, 'You may not write in this document.'),
  'wrong-origin': row(403, 4403, true, 'This page may not speak to this server.'),
  'wrong-host': row(421, 4403, true, 'This server does not answer under that name.'),
  'foreign-client': row(403, 4403, true, 'These words carry the mark of somebody else.'),
  'unknown-document': row(404, 4404, true, 'There is no such document.'),
  'unknown-thread': row(404, 4404, true, 'There is no such thread or comment.'),
  'must-not-merge': row(409, 4409, true, 'This copy belongs to an earlier document.'),
  deleted: row(410, 4410, true, 'This document was deleted.'),
  discarded: row(410, 4410, true, 'This comment was deleted.'),
  stale: row(409, 4409, true, 'Somebody has changed this meanwhile.'),
  'unknown-link': row(404, 4404, true, 'This link does not lead anywhere any more.'),
  'link-expired': row(410, 4410, true, 'This link has expired.'),
  'password-needed': row(403, 4403, true, 'This link asks for a password.'),
  'wrong-password': row(403, 4403, true, 'This is not the password of this link.'),
  'last-owner': row(409, 4409, true, 'A document needs somebody who owns it.'),
  'account-needed': row(403, 4403, true, 'Only who has an account here may do that.'),
  'wrong-sign-in': row(
    401,
    4401,
    true,
    'Address and password do not belong together, or the address is not confirmed yet.',
  ),
  'unknown-passkey': row(401, 4401, true, 'This passkey is not known here.'),
  'not-your-password': row(403, 4403, true, 'This is not your password.'),
  'weak-password': row(400, 4400, true, 'A password has 10 to 128 characters.'),
  'not-an-address': row(400, 4400, true, 'This is not an e-mail address.'),
  'address-taken': row(409, 4409, true, 'This address has an account already. Sign in with it.'),
  'sign-up-closed': row(403, 4403, true, 'New accounts are not made here now.'),
  'invitation-needed': row(403, 4403, true, 'Accounts are by invitation here.'),
  'used-link': row(410, 4410, true, 'This link was used already, or its time is over.'),
  'not-fresh': row(403, 4403, true, 'For this, sign in again first.'),
  'unknown-provider': row(404, 4404, true, 'There is no such way to sign in here.'),
  'provider-refused': row(403, 4403, true, 'The other side did not say who you are. Try again.'),
  'provider-silent': row(503, 1013, false, 'The other side does not answer now. Try again later.'),
  'provider-not-linked': row(
    409,
    4409,
    true,
    'This address has an account here already. Sign in to it the way you did before.',
  ),
  'too-large': row(413, 4413, true, 'This is more than the server takes at once.'),
  'invalid-request': row(400, 4400, true, 'The request has the wrong shape.'),
  unreadable: row(503, 1013, false, 'The document cannot be read from disk now.'),
  quarantined: row(422, 4400, true, 'This change could not be checked and was set aside.'),
  'too-slow': row(503, 1013, false, 'You receive too slowly; connect again to catch up.'),
  'too-many': row(429, 1013, false, 'Too much at once; try again in a moment.'),
  'storage-full': row(507, 1013, false, 'The server has no room left to save this.'),
  'access-changed': row(403, 4503, false, 'Your access changed; connect again.'),
  restarting: row(503, 1012, false, 'The server is restarting.'),
} as const satisfies Record<string, RefusalRow>

export type RefusalReason = keyof typeof REFUSALS
export const REFUSAL_REASONS = Object.keys(REFUSALS) as [RefusalReason, ...RefusalReason[]]

interface RefusalRow {
  /** HTTP status. */
  readonly status: 400 | 401 | 403 | 404 | 409 | 410 | 413 | 421 | 422 | 429 | 503 | 507
  /** WebSocket close code; y-websocket does not come back from 4400–4499. */
  readonly close: number
  /** The same thing sent again would be refused again. */
  readonly permanent: boolean
  /** For a person to read. */
  readonly sentence: string
}

function row(
  status: RefusalRow['status'],
  close: number,
  permanent: boolean,
  sentence: string,
): RefusalRow {
  return { status, close, permanent, sentence }
}
