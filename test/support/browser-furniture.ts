import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { uuidv7 } from '../../shared/kit/ids.ts'
import { type Anchor, encodePosition } from '../../shared/threads/anchor-schema.ts'
import type { Person } from './browser-person.ts'
import type { Stage } from './browser-stage.ts'
import { appendBlock } from './browser-yjs.ts'
import { Guest, until } from './cast.ts'

/** What people wrote, in this script or another: so that a screen's own words can be told apart. */
export type Script = (latin: string) => string

export const asIs: Script = (latin) => latin

const GREEK = 'αβψδεφγηιξκλμνοπκρστυωχζυζ'

/** The same length in Greek letters. */
export const inGreek: Script = (latin) =>
  [...latin]
    .map((each) => {
      const at = each.toLowerCase().charCodeAt(0) - 97
      const letter = at >= 0 && at < 26 ? (GREEK[at] ?? each) : each
      return each === each.toLowerCase() ? letter : letter.toUpperCase()
    })
    .join('')

export const TITLES = [
  'Minutes of the harbour committee, 12 May',
  'Reading list',
  'Supercalifragilisticexpialidociousdocumentwithoutanyspaceinitstitle',
  'Budget 2027',
]
const OLD = 'An old draft'

/** A document with a little of everything, and threads on it. */
export interface Furniture {
  document: string
  /** With thirty threads, two on each line. */
  busy: string
  write: Script
}

/**
 * Documents in the owner's list, one of them with others in it and two threads, one with thirty;
 * one in the trash, and words of the owner's that were not taken.
 */
export async function furnish(
  stage: Stage,
  [owner, ...others]: readonly [Person, Person, Person],
  write: Script = asIs,
): Promise<Furniture> {
  const names = ['Ann Harbour', 'Bo Lindqvist', 'Cleo Okonkwo-Featherstonehaugh']
  for (const [at, who] of [owner, ...others].entries()) {
    await isCalled(who, write(names[at] ?? ''))
  }
  const ids: string[] = []
  for (const title of [...TITLES, OLD]) {
    const made = await owner.page.evaluate(post, ['/api/documents', {}] as const)
    ids.push((made as { id: string }).id)
    await writesInto(stage, ids.at(-1) ?? '', (doc) => {
      appendBlock(doc, {}, write(title))
      if (ids.length === 1) fillMinutes(doc, write)
    })
  }
  const [document = '', trashed = ''] = [ids[0], ids.at(-1)]
  for (const who of [owner, ...others]) await who.opens(document)
  const [bo] = others
  if (bo) {
    await comments(bo, write('before the summer'), write('Do we have a date for this?'))
    await comments(bo, write('twelve metres'), write('Maybe say who pays.'))
  }
  await owner.page.evaluate(put, [`/api/documents/${trashed}/trash`, undefined] as const)
  const busy = ids[3] ?? ''
  if (bo) {
    await thirtyThreads(stage, bo, busy, write)
    await loses(stage, owner, bo, write)
  }
  return { document, busy, write }
}

async function thirtyThreads(stage: Stage, who: Person, id: string, write: Script) {
  const anchors: Anchor[] = []
  await writesInto(stage, id, (doc) => {
    for (let line = 1; line <= 15; line += 1) {
      const at = doc.getText('body').length
      const words = write(`Line ${line} is about money`)
      appendBlock(doc, {}, words)
      for (const word of [write('Line'), write('money')])
        anchors.push(anchorAt(doc, at, words, word))
    }
  })
  for (const [at, anchor] of anchors.entries()) {
    const [thread, comment] = [uuidv7(Date.now()), uuidv7(Date.now())]
    const text = write(`Thought ${at + 1}, which is not short enough for one line of a card`)
    const body = {
      type: 'doc',
      content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
    }
    const path = `/api/documents/${id}/threads/${thread}`
    await who.page.evaluate(put, [path, { anchor, comment, body }] as const)
  }
}

/** Words of a line that was put at the end just now. */
function anchorAt(doc: Y.Doc, from: number, line: string, word: string): Anchor {
  const text = doc.getText('body')
  // Behind the marker.
  const start = from + 1 + line.indexOf(word)
  const place = (index: number, side: number) =>
    encodePosition(Y.createRelativePositionFromTypeIndex(text, index, side))
  return {
    ...{ kind: 'text', start: place(start, 0), end: place(start + word.length, -1), block: null },
    quote: { exact: word, prefix: '', suffix: '' },
  }
}

/** The owner writes offline into a document that is deleted meanwhile. */
async function loses(stage: Stage, owner: Person, other: Person, write: Script): Promise<void> {
  const made = await other.page.evaluate(post, ['/api/documents', {}] as const)
  const { id } = made as { id: string }
  await writesInto(stage, id, (doc) => appendBlock(doc, {}, write('Plan')))
  await owner.opens(id)
  await owner.clicksPage()
  await owner.cutsOff()
  await owner.types(write(' written on a train'))
  await owner.isTold('on-this-device')
  await other.page.evaluate(put, [`/api/documents/${id}/trash`, undefined] as const)
  await owner.returns()
  await owner.isTold('refused')
}

export async function isCalled(who: Person, name: string): Promise<void> {
  await who.visits('/')
  await who.page.locator('h1').waitFor()
  await who.page.evaluate(put, ['/api/me', { name }] as const)
}

async function comments(who: Person, words: string, comment: string): Promise<void> {
  await who.selects(words)
  await who.presses('Control+Alt+m')
  await who.page.locator('.ProseMirror[contenteditable="true"]').nth(1).waitFor()
  await who.types(comment)
  await who.presses('Control+Enter')
  await who.page.getByText(comment).first().waitFor()
  // The new thread has the focus then, and Escape leads back to the text.
  await who.page.locator('[data-card]:focus').waitFor()
  await who.presses('Escape')
}

function fillMinutes(doc: Y.Doc, write: Script): void {
  appendBlock(doc, { kind: 'heading', level: 2 }, write('What we decided'))
  appendBlock(doc, {}, write('The quay is mended before the summer. Everyone lends a hand.'))
  appendBlock(doc, { list: 'task', checked: true }, write('Ask for three offers'))
  appendBlock(doc, { list: 'task' }, write('Tell the neighbours'))
  appendBlock(doc, { kind: 'quote' }, write('A harbour is a promise.'))
  appendBlock(doc, { kind: 'code' }, write('depth = tide + 2.4'))
  const rest = 'Boats over twelve metres stay outside until the crane is back.'
  appendBlock(doc, {}, write(rest))
}

/** A stock client that comes, writes, and goes when the server has it all. */
async function writesInto(stage: Stage, id: string, work: (doc: Y.Doc) => void): Promise<void> {
  const guest = await Guest.arrives('prop', stage.server)
  const doc = new Y.Doc()
  const provider = new WebsocketProvider(stage.server.sync, id, doc, {
    WebSocketPolyfill: guest.WebSocket,
    disableBc: true,
  })
  const check = new Y.Doc()
  await until(() => provider.synced, 'a stock client to be in sync')
  work(doc)
  const reader = new WebsocketProvider(stage.server.sync, id, check, {
    WebSocketPolyfill: (await Guest.arrives('reader', stage.server)).WebSocket,
    disableBc: true,
  })
  const length = () => check.getText('body').length
  await until(
    () => length() > 0 && length() === doc.getText('body').length,
    'the words to be there',
  )
  for (const each of [provider, reader]) {
    each.destroy()
    each.doc.destroy()
  }
}

type Asked = readonly [path: string, body: unknown]

/** Run in the page: the guest is the browser's. */
async function put([path, body]: Asked): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const reply = await fetch(path, {
    method: 'PUT',
    ...(body !== undefined && { headers, body: JSON.stringify(body) }),
  })
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`)
}

async function post([path, body]: Asked): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  const reply = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
  return reply.json()
}
