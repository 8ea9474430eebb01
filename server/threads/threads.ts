/** The verbs of a thread, in the order in which it lives. Rules: shared/threads/SPEC.md. */
import type { Clock } from '../../shared/kit/clock.ts'
import type { Asker } from '../../shared/sharing/asker.ts'
import { type Action, can } from '../../shared/sharing/can.ts'
import type { Anchor } from '../../shared/threads/anchor-schema.ts'
import type { Body } from '../../shared/threads/body.ts'
import type { Facts } from '../facts/facts.ts'
import type { Records } from '../facts/record.ts'
import { type Database, foldAhead } from '../platform/database.ts'
import type { Access } from '../sharing/access.ts'
import { type Outcome, once, type Refused, type Wish, type Write } from './once.ts'
import {
  commentById,
  emptyComment,
  insertComment,
  insertEdit,
  insertThread,
  insertTurn,
  lastSequence,
  sequencesOf,
  sizeOfThreads,
  threadById,
  threadRowsOf,
  updateAnchor,
} from './store.ts'
import { threadsAsJson, withJson } from './threads-as-json.ts'

export interface ThreadsOptions {
  db: Database
  facts: Facts
  records: Records
  clock: Clock
  access: Access
  logId: string
}

type Asked = Omit<Wish, 'at'>

/** Of one answer: it lies in memory as a whole. Facts come in parts and have no such limit. */
const LISTED_BYTES = 32 * 1024 * 1024

export class Threads {
  #db: Database
  #facts: Facts
  #records: Records
  #clock: Clock
  #access: Access
  #logId: string

  constructor({ db, facts, records, clock, access, logId }: ThreadsOptions) {
    this.#db = db
    this.#facts = facts
    this.#records = records
    this.#clock = clock
    this.#access = access
    this.#logId = logId
  }

  /** A `threadListSchema`: all there is, and up to which fact; from there on facts tell the rest. */
  async list(who: Asker, document: string): Promise<{ kind: 'list'; json: string } | Refused> {
    const no = await this.#refusal(who, document, 'see-threads', 'unknown-document')
    if (no) return no
    return this.#db.transaction().execute(async (trx) => {
      if ((await sizeOfThreads(trx, document)) > LISTED_BYTES) return TOO_MANY_WORDS
      await this.#records.mustBeWhole(document, trx)
      const head = { logId: this.#logId, sequence: await lastSequence(trx, document) }
      const threads = threadsAsJson(await threadRowsOf(trx, document))
      return { kind: 'list', json: withJson(head, { threads }) }
    })
  }

  async open(
    who: Asker,
    wish: { document: string; thread: string; anchor: Anchor; comment: string; body: Body },
  ): Promise<Outcome> {
    const { document, thread, anchor, comment, body } = wish
    const no = await this.#refusal(who, document, 'comment', 'unknown-document')
    if (no) return no
    const said = { thread, anchor, comment, body }
    const asked: Asked = {
      kind: 'thread.opened',
      intent: thread,
      person: who.person,
      document,
      body: said,
    }
    return this.#take(asked, async (trx, stamp) => {
      if (await commentById(trx, comment)) return UNKNOWN
      await insertThread(trx, { id: thread, document, anchor }, await stamp())
      await insertComment(trx, { id: comment, thread, body }, await stamp())
      return null
    })
  }

  async reply(who: Asker, wish: { thread: string; comment: string; body: Body }): Promise<Outcome> {
    const { thread, comment, body } = wish
    const found = await this.#thread(who, thread, 'comment')
    if (found.kind === 'refused') return found
    const { document } = found
    const asked: Asked = {
      kind: 'thread.replied',
      intent: comment,
      person: who.person,
      document,
      body: wish,
    }
    return this.#take(asked, async (trx, stamp) => {
      if (await commentById(trx, comment)) return UNKNOWN
      await insertComment(trx, { id: comment, thread, body }, await stamp())
      return null
    })
  }

  async edit(who: Asker, wish: { comment: string; edit: string; body: Body }): Promise<Outcome> {
    const { comment, edit, body } = wish
    const found = await this.#ownComment(who, comment)
    if (found.kind === 'refused') return found
    const { document, thread } = found
    const said = { thread, comment, edit, body }
    const asked: Asked = {
      kind: 'comment.edited',
      intent: edit,
      person: who.person,
      document,
      body: said,
    }
    return this.#take(asked, async (trx, stamp) => {
      const before = (await commentById(trx, comment))?.body
      if (!before) return { kind: 'refused', reason: 'discarded' }
      await insertEdit(trx, { id: edit, comment, before, body }, await stamp())
      return null
    })
  }

  /** The words are gone from everywhere; that there was a comment stays. */
  async discard(who: Asker, comment: string): Promise<Outcome> {
    const found = await this.#ownComment(who, comment)
    if (found.kind === 'refused') return found
    const { document, thread } = found
    const intent = `discard:${comment}`
    const said = { thread, comment }
    const asked: Asked = {
      kind: 'comment.discarded',
      intent,
      person: who.person,
      document,
      body: said,
    }
    const outcome = await this.#take(asked, async (trx, stamp) => {
      await stamp()
      await this.#facts.takeWordsOut(trx, await sequencesOf(trx, comment))
      await emptyComment(trx, comment)
      return null
    })
    if (outcome.kind !== 'refused') await foldAhead(this.#db)
    return outcome
  }

  /** Two people may resolve: the later one stands. */
  async resolve(
    who: Asker,
    wish: { thread: string; id: string; reason: string | null },
  ): Promise<Outcome> {
    const { thread, id, reason } = wish
    const said = { thread, resolution: id, reason }
    return this.#turn(who, 'resolved', said)
  }

  async reopen(who: Asker, wish: { thread: string; id: string }): Promise<Outcome> {
    return this.#turn(who, 'reopened', { thread: wish.thread, resolution: wish.id })
  }

  /** Compare and set: whoever saw another anchor than the present one moves nothing. */
  async move(
    who: Asker,
    wish: { thread: string; anchor: Anchor; revision: number },
  ): Promise<Outcome> {
    const { thread: id, anchor } = wish
    const found = await this.#thread(who, id, 'move-threads')
    if (found.kind === 'refused') return found
    const revision = wish.revision + 1
    const intent = `move:${id}:${revision}`
    const said = { thread: id, revision, anchor }
    const { document } = found
    const asked: Asked = { kind: 'thread.moved', intent, person: who.person, document, body: said }
    return this.#take({ ...asked, otherwise: 'stale' }, async (trx, stamp) => {
      const thread = await threadById(trx, id)
      if (thread?.revision !== wish.revision) return { kind: 'refused', reason: 'stale' }
      await stamp()
      await updateAnchor(trx, { id, anchor, revision })
      return null
    })
  }

  async #turn(
    who: Asker,
    kind: 'resolved' | 'reopened',
    said: { thread: string; resolution: string; reason?: string | null },
  ): Promise<Outcome> {
    const { thread, resolution: id, reason = null } = said
    const found = await this.#thread(who, thread, 'comment')
    if (found.kind === 'refused') return found
    const { document } = found
    const asked: Asked = {
      kind: `thread.${kind}`,
      intent: id,
      person: who.person,
      document,
      body: said,
    }
    return this.#take(asked, async (trx, stamp) => {
      await insertTurn(trx, { id, thread, kind, reason }, await stamp())
      return null
    })
  }

  #take(wish: Asked, write: Write): Promise<Outcome> {
    return once(this.#facts, { ...wish, at: this.#clock.now() }, write)
  }

  /** A thread that somebody may not see answers like one that is not there. */
  async #thread(who: Asker, id: string, action: Action) {
    const thread = await threadById(this.#db, id)
    if (!thread) return UNKNOWN
    const no = await this.#refusal(who, thread.document, action, 'unknown-thread')
    return no ?? { kind: 'thread' as const, ...thread }
  }

  async #ownComment(who: Asker, id: string) {
    const comment = await commentById(this.#db, id)
    if (!comment) return UNKNOWN
    const no = await this.#refusal(who, comment.document, 'comment', 'unknown-thread')
    if (no) return no
    return comment.person === who.person ? { kind: 'comment' as const, ...comment } : NOT_YOURS
  }

  async #refusal(
    who: Asker,
    document: string,
    action: Action,
    unseen: 'unknown-document' | 'unknown-thread',
  ): Promise<Refused | null> {
    const role = await this.#access.roleOf(who, document)
    if (role === 'trashed') return { kind: 'refused', reason: 'deleted' }
    if (role === null) return { kind: 'refused', reason: unseen }
    if (can(role, action)) return null
    // Who reads may know of the document, but of no thread in it.
    if (!can(role, 'see-threads') && unseen === 'unknown-thread') return UNKNOWN
    return {
      kind: 'refused',
      reason: 'forbidden',
      sentence: SENTENCES[action] ?? SENTENCES.comment,
    }
  }
}

const SENTENCES: { comment: string } & Partial<Record<Action, string>> = {
  comment: 'You may read this document, but not its comments.',
  'move-threads': 'You may comment on this document, but not move comments in it.',
}
const TOO_MANY_WORDS: Refused = {
  ...{ kind: 'refused', reason: 'too-large' },
  sentence: 'These are too many comments for one answer; they come over the document’s socket.',
}
const UNKNOWN: Refused = { kind: 'refused', reason: 'unknown-thread' }
const NOT_YOURS: Refused = {
  ...{ kind: 'refused', reason: 'forbidden' },
  sentence: 'Only who wrote a comment may change it.',
}
