import * as Y from 'yjs'
import { markdownText, plainText } from '../../shared/document/plain-text.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import type { Rng } from '../../shared/kit/rng.ts'
import { plainOf, readBody } from '../../shared/threads/body.ts'
import { factoryHere } from '../live/here.ts'
import { isWaiting, shelfOf } from '../live/of-person.ts'
import { openDatabase } from '../live/open-database.ts'
import { openReplica } from '../live/replica.ts'
import { createStores, readUpdates } from '../live/updates-store.ts'
import type { Entry } from '../outbox/intent.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { ANYTHING, ask } from './ask.ts'

/** So long what waits has to reach the server, all of it at once (ms). */
const SEND_MS = 8_000

/** Words that are in this browser only. */
export interface Unsent {
  documents: readonly { title: string; markdown: string }[]
  /** Of comments and changes that wait or were refused, and of drafts; some have no words. */
  others: readonly string[]
}

interface Sending {
  home: string
  outbox: Pick<Outbox, 'entries' | 'flush'>
  clock: Clock
  rng: Rng
}

/** [CA5] Sends all that this browser holds and the server does not have; gives what it did not take. */
export async function sendAll({ home, outbox, clock, rng }: Sending): Promise<Unsent> {
  const factory = factoryHere()
  outbox.flush()
  await inTime(clock, () => !outbox.entries.peek().some(({ state }) => state === 'waiting'))
  const shelf = await shelfOf(factory, clock, home)
  const waiting: string[] = []
  for (const { name, document } of shelf?.places ?? []) {
    if (await isWaiting(factory, clock, name)) waiting.push(document)
  }
  await Promise.all(waiting.map((document) => sent(document, home, clock, rng)))
  const after = await shelfOf(factory, clock, home)
  const names = new Set(
    after?.kept.filter(({ removedAt }) => removedAt === null).map(({ name }) => name),
  )
  for (const { name } of after?.places ?? []) {
    if (await isWaiting(factory, clock, name)) names.add(name)
  }
  const documents = await Promise.all([...names].map((name) => read(factory, clock, name)))
  return {
    documents: documents.filter((each) => each !== null),
    others: [...wordsOf(outbox.entries.peek()), ...drafts(home)],
  }
}

/** [CA6] False: the server does not answer, and one is signed in still. */
export async function endSession(): Promise<boolean> {
  return (await ask('POST', '/api/auth/sign-out', ANYTHING, {})).kind === 'ok'
}

/** The document without an editor, until the server has it all. */
async function sent(document: string, person: string, clock: Clock, rng: Rng): Promise<void> {
  const server = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/sync`
  const replica = openReplica({ document, person, server, clock, rng })
  await inTime(clock, () => {
    const { kind } = replica.status.peek()
    return kind === 'saved' || kind === 'refused' || kind === 'missing' || replica.superseded.peek()
  })
  await replica.close()
}

async function read(factory: IDBFactory | null, clock: Clock, name: string) {
  const database = await openDatabase(factory, name, clock, createStores)
  const updates = database && (await readUpdates(database))
  database?.close()
  if (!updates) return null
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return { title: plainText(doc).title, markdown: markdownText(doc) }
}

function wordsOf(entries: readonly Entry[]): string[] {
  return entries
    .filter(({ state }) => state !== 'confirmed')
    .map(({ intent: { body } }) => {
      const said = typeof body === 'object' && body && 'body' in body ? body.body : null
      return plain(said)
    })
}

/** Comments that were begun and not sent; see client/threads/drafts.ts. */
function drafts(home: string): string[] {
  const keys = Object.keys(localStorage).filter((key) =>
    key.startsWith(`interline.drafts.${home}.`),
  )
  return keys.flatMap((key) => {
    const all: Record<string, { body?: unknown }> = JSON.parse(localStorage.getItem(key) ?? '{}')
    return Object.values(all).flatMap(({ body }) => {
      const words = plain(body)
      return words === '' ? [] : [words]
    })
  })
}

function plain(said: unknown): string {
  const reading = readBody(said)
  return reading.kind === 'body' ? plainOf(reading.body) : ''
}

/** Looks again and again until it is so, or the time is over. */
async function inTime(clock: Clock, isSo: () => boolean): Promise<void> {
  const end = clock.now() + SEND_MS
  while (!isSo() && clock.now() < end) await new Promise<void>((go) => clock.after(100, go))
}
