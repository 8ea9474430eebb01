import { uuidv7 } from '../../shared/kit/ids.ts'
import { seededRng } from '../../shared/kit/rng.ts'
import type { Anchor } from '../../shared/threads/anchor-schema.ts'
import { bodyOf } from '../../shared/threads/body.ts'
import { takenSchema } from '../../shared/threads/intents.ts'
import { type Thread, threadListSchema } from '../../shared/threads/record.ts'
import { problemSchema } from '../../shared/wire/problem.ts'

/** Whoever can send a request: a browser of the app in this process, or a guest of a real one. */
export interface Asking {
  asks(method: string, path: string, body?: unknown): Promise<Response>
}

const rng = seededRng(20261122)
let made = 0
export const newId = () => uuidv7(1_000 + made++, rng)
export const WHOLE: Anchor = { kind: 'document' }

/** What came of a wish: its status, and its sequence or the refusal. */
export type Answer = [status: number, outcome: number | string]

/** Somebody with things to say; every verb gives the answer of the server. */
export class Talker {
  readonly browser: Asking
  readonly document: string
  /** The sentence of the last refusal. */
  sentence = ''

  constructor(browser: Asking, document: string) {
    this.browser = browser
    this.document = document
  }

  opens(
    thread: string,
    comment: string,
    { text = 'why?', anchor = WHOLE, document = this.document } = {},
  ): Promise<Answer> {
    const path = `/api/documents/${document}/threads/${thread}`
    return this.tries('PUT', path, { anchor, comment, body: bodyOf(text) })
  }

  replies(thread: string, comment: string, text = 'because'): Promise<Answer> {
    const path = `/api/threads/${thread}/comments/${comment}`
    return this.tries('PUT', path, { body: bodyOf(text) })
  }

  edits(comment: string, edit: string, text = 'how?'): Promise<Answer> {
    return this.tries('PUT', `/api/comments/${comment}/edits/${edit}`, { body: bodyOf(text) })
  }

  discards(comment: string): Promise<Answer> {
    return this.tries('DELETE', `/api/comments/${comment}`)
  }

  resolves(thread: string, id: string, reason: string | null = null): Promise<Answer> {
    return this.tries('PUT', `/api/threads/${thread}/resolution`, { id, reason })
  }

  reopens(thread: string, id: string): Promise<Answer> {
    return this.tries('DELETE', `/api/threads/${thread}/resolution`, { id })
  }

  moves(thread: string, revision: number, anchor: Anchor): Promise<Answer> {
    return this.tries('PUT', `/api/threads/${thread}/anchor`, { anchor, revision })
  }

  lets(visitors: string): Promise<Answer> {
    return this.tries('PUT', `/api/documents/${this.document}/visitors`, { role: visitors })
  }

  async list(): Promise<{ logId: string; sequence: number; threads: Thread[] }> {
    const answer = await this.browser.asks('GET', `/api/documents/${this.document}/threads`)
    return threadListSchema.parse(await answer.json())
  }

  async tries(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.browser.asks(method, path, body)
    const said: unknown = await answer.json()
    if (answer.ok) return [answer.status, takenSchema.safeParse(said).data?.sequence ?? '']
    const problem = problemSchema.parse(said)
    this.sentence = problem.detail
    return [answer.status, problem.refusal]
  }
}

/** The words of every comment, thread by thread. */
export function wordsOf(threads: readonly Thread[]): (string | null)[][] {
  return threads.map(({ comments }) =>
    comments.map(({ body }) => body && JSON.stringify(body).replace(/.*"text":"(.*?)".*/, '$1')),
  )
}
