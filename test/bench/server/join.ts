import * as Y from 'yjs'
import { bring, type Opened, open } from './opening.ts'
import type { PeerName } from './peer.ts'
import { median, type Row } from './row.ts'
import type { Stage } from './stage.ts'

const PARAGRAPHS = 10_000
const LETTERS = 500
const JOINS = 10
const MIB = 1024 * 1024

/** Five megabytes of text that somebody has open: what each further reader costs. */
export async function playJoin(stage: Stage): Promise<Row[]> {
  const whole = longDocument()
  const joins = new Map<PeerName, Opened[]>()
  const among = stage.names.filter((name) => name !== 'relay')
  for (const [name, peer] of await stage.startAll(among)) {
    const [document = ''] = await peer.documents(1)
    await bring(peer, document, whole)
    await open(peer, document, 1)
    const own: Opened[] = []
    for (let join = 0; join < JOINS; join++) own.push(await open(peer, document, 1))
    joins.set(name, own)
  }
  const row = (figure: string, of: (one: Opened) => number): Row => ({
    scene: 'join, 5 MB',
    figure,
    values: new Map([...joins].map(([name, own]) => [name, median(own.map(of))])),
  })
  return [
    row('ms of processor', ({ cpu }) => cpu),
    row('ms until it is there', ({ took }) => took),
    row('MiB received', ({ bytes }) => bytes / MIB),
  ]
}

/** Each paragraph put somewhere else, as people do, so that it is more than one long run. */
function longDocument(): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = 1
  const text = doc.getText('body')
  doc.transact(() => {
    for (let index = 0; index < PARAGRAPHS; index++) {
      const place = (index * 7_919) % (index + 1)
      text.insert(place * LETTERS, `${index} `.padEnd(LETTERS, 'word '))
    }
  })
  return Y.encodeStateAsUpdate(doc)
}
