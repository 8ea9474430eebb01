import { bodyOf } from '../../shared/threads/body.ts'
import { newId, WHOLE } from '../threads/server-play.ts'

/** What an id in a path names. `new`: the client makes it. */
export type IdKind = 'document' | 'thread' | 'comment' | 'link' | 'requester' | 'grantee' | 'new'

/** Who own, write, comment (or suggest), read, and have no access to the document. */
export type Statuses = readonly [
  own: number,
  write: number,
  comment: number,
  read: number,
  none: number,
]

export interface Guarded {
  kind: 'guarded'
  /** What each parameter names; in the order in which they stand in the path. */
  ids: Record<string, IdKind>
  statuses: Statuses
  body?: () => unknown
  /** For whom it does something though they may not read: it stores a wish, and answers alike. */
  storesForAnybody?: true
}

export type Expected =
  | Guarded
  /** About the one who asks; it may tell nothing of documents that are none of theirs. */
  | { kind: 'personal'; body?: () => unknown; status: number }
  /** Only for who has an account and is signed in, about them. */
  | { kind: 'account'; status: number; body?: () => unknown; onlyOwner?: true }
  /** The same for everybody, of nobody. */
  | { kind: 'public' }
  /** Runs before others, answers nothing of its own. */
  | { kind: 'before' }

const guarded = (
  ids: Record<string, IdKind>,
  statuses: Statuses,
  more: Pick<Guarded, 'body' | 'storesForAnybody'> = {},
): Guarded => ({ kind: 'guarded', ids, statuses, ...more })

const DOCUMENT = { document: 'document' } as const
/** Owners do it, the others are told that they may not, and to whom it is nothing it is not there. */
const owners = (done: number): Statuses => [done, 403, 403, 403, 404]
const role = (word: string) => ({ body: () => ({ role: word }) })
const words = { body: () => ({ body: bodyOf('hello') }) }

/** Every route of the server, by method and path. One that does not stand here fails the walk. */
export const ROUTES: Record<string, Expected> = {
  'POST /*': { kind: 'before' },
  'PUT /*': { kind: 'before' },
  'DELETE /*': { kind: 'before' },
  'GET /healthz': { kind: 'public' },
  'GET /readyz': { kind: 'public' },
  'GET /metrics': { kind: 'public' },
  'GET /:file{[^/]+\\.\\w+}': { kind: 'public' },
  'GET /assets/*': { kind: 'public' },
  'GET /': { kind: 'public' },
  'GET /trash': { kind: 'public' },
  'GET /sign-in': { kind: 'public' },
  'GET /account': { kind: 'public' },
  'GET /instance': { kind: 'public' },
  'GET /api/ways-in': { kind: 'public' },
  'GET /api/me/export': { kind: 'account', status: 200 },
  'GET /api/tokens': { kind: 'account', status: 200 },
  'POST /api/tokens': {
    ...{ kind: 'account', status: 201 },
    body: () => ({ name: 'a program', scope: 'read' }),
  },
  'DELETE /api/tokens/:id': { kind: 'account', status: 204 },
  'GET /api/instance': { kind: 'account', status: 200, onlyOwner: true },
  'PUT /api/instance/sign-up': {
    ...{ kind: 'account', status: 200, onlyOwner: true },
    body: () => ({ mode: 'open' }),
  },
  // Last: whoever it worked for is gone.
  'DELETE /api/me': { kind: 'account', status: 204 },
  'GET /d/:id': { kind: 'public' },
  'GET /d/:id/': { kind: 'public' },
  // A WebSocket's: test/live/sharing-frames.test.ts walks its frames.
  'GET /sync/:document': { kind: 'public' },

  'GET /api/me': { kind: 'personal', status: 200 },
  'PUT /api/me': { kind: 'personal', status: 200, body: () => ({ name: 'Somebody' }) },
  'GET /api/documents': { kind: 'personal', status: 200 },
  'POST /api/documents': { kind: 'personal', status: 201, body: () => ({}) },
  'GET /api/trash': { kind: 'personal', status: 200 },
  'GET /api/search': { kind: 'personal', status: 200 },

  'GET /api/documents/:id': guarded({ id: 'document' }, [200, 200, 200, 200, 404]),
  'PUT /api/documents/:id/trash': guarded({ id: 'document' }, owners(204)),
  'DELETE /api/documents/:id/trash': guarded({ id: 'document' }, owners(204)),
  // Only what lies in the trash can be deleted for ever.
  'DELETE /api/documents/:id': guarded({ id: 'document' }, owners(400)),
  'PUT /api/documents/:id/visit': guarded({ id: 'document' }, [204, 204, 204, 204, 404]),
  // Whatever it is, it is not in their list afterwards.
  'DELETE /api/documents/:id/visit': guarded({ id: 'document' }, [400, 204, 204, 204, 204]),

  'GET /api/documents/:document/threads': guarded(DOCUMENT, [200, 200, 200, 403, 404]),
  'PUT /api/documents/:document/threads/:thread': guarded(
    { ...DOCUMENT, thread: 'new' },
    [201, 201, 201, 403, 404],
    { body: () => ({ anchor: WHOLE, comment: newId(), body: bodyOf('hello') }) },
  ),
  'PUT /api/threads/:thread/comments/:comment': guarded(
    { thread: 'thread', comment: 'new' },
    [201, 201, 201, 404, 404],
    words,
  ),
  // The comment is the owner's.
  'PUT /api/comments/:comment/edits/:edit': guarded(
    { comment: 'comment', edit: 'new' },
    [201, 403, 403, 404, 404],
    words,
  ),
  'DELETE /api/comments/:comment': guarded({ comment: 'comment' }, [201, 403, 403, 404, 404]),
  'PUT /api/threads/:thread/resolution': guarded({ thread: 'thread' }, [201, 201, 201, 404, 404], {
    body: () => ({ id: newId(), reason: null }),
  }),
  'DELETE /api/threads/:thread/resolution': guarded(
    { thread: 'thread' },
    [201, 201, 201, 404, 404],
    { body: () => ({ id: newId() }) },
  ),
  'PUT /api/threads/:thread/anchor': guarded({ thread: 'thread' }, [201, 201, 403, 404, 404], {
    body: () => ({ anchor: WHOLE, revision: 0 }),
  }),

  'GET /api/documents/:document/sharing': guarded(DOCUMENT, owners(200)),
  'PUT /api/documents/:document/visitors': guarded(DOCUMENT, owners(200), role('comment')),
  'PUT /api/documents/:document/members': guarded(DOCUMENT, owners(200), role('comment')),
  'PUT /api/documents/:document/grants/:kind/:grantee': guarded(
    { ...DOCUMENT, grantee: 'grantee' },
    owners(204),
    role('own'),
  ),
  'DELETE /api/documents/:document/grants/:kind/:grantee': guarded(
    { ...DOCUMENT, grantee: 'grantee' },
    owners(204),
  ),
  'POST /api/documents/:document/links': guarded(DOCUMENT, owners(201), role('write')),
  'PUT /api/documents/:document/links/:id': guarded(
    { ...DOCUMENT, id: 'link' },
    owners(204),
    role('write'),
  ),
  'DELETE /api/documents/:document/links/:id': guarded({ ...DOCUMENT, id: 'link' }, owners(204)),
  // The token is a wrong one: whoever is in already gains nothing by it either.
  'POST /api/documents/:document/entrance': guarded(DOCUMENT, [404, 404, 404, 404, 404], {
    body: () => ({ link: 'no-such-token' }),
  }),
  'POST /api/documents/:document/requests': guarded(DOCUMENT, [202, 202, 202, 202, 202], {
    body: () => ({ words: 'please' }),
    storesForAnybody: true,
  }),
  'DELETE /api/documents/:document/requests/:person': guarded(
    { ...DOCUMENT, person: 'requester' },
    owners(204),
  ),
}
