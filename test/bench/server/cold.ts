import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import * as Y from 'yjs'
import { seededRng } from '../../../shared/kit/rng.ts'
import { bring, type Opened, open } from './opening.ts'
import type { PeerName } from './peer.ts'
import { median, type Row } from './row.ts'
import type { Stage } from './stage.ts'

const TRACE = new URL('../../../../shared/traces/automerge-paper.json.gz', import.meta.url)
const CROWDS = [1, 30]
const EDITS = 259_778
const TURNS = 3
const AWAKE = 30

/** A long history that nobody has open: its first reader after a restart, and thirty at once. */
export async function playCold(stage: Stage): Promise<Row[]> {
  const history = writtenByHand()
  const opened = new Map<string, Opened[]>()
  const names = stage.names.filter((name) => name === 'ours' || name === 'hocuspocus')
  for (const name of names) {
    const data = stage.folder()
    const first = await stage.start(name, data)
    const [document = '', other = ''] = await first.documents(2)
    await bring(first, document, history)
    await first.stop()
    for (let turn = 0; turn < TURNS; turn++) {
      for (const people of CROWDS) {
        const peer = await stage.start(name, data)
        // The server is awake and has its code compiled, only this document is not there.
        await open(peer, other, AWAKE)
        const key = `${name} ${people}`
        opened.set(key, [...(opened.get(key) ?? []), await open(peer, document, people)])
        await peer.stop()
      }
    }
  }
  return CROWDS.flatMap((people) => {
    const row = (figure: string, of: (one: Opened) => number, times: number): Row => ({
      scene: people === 1 ? 'cold open, the first' : `cold open, ${people} at once`,
      figure,
      values: new Map(
        names.map((name): [PeerName, number] => [
          name,
          median((opened.get(`${name} ${people}`) ?? []).map(of)),
        ]),
      ),
      target: { atMost: 1 / times, than: 'hocuspocus' },
    })
    return [
      row('ms of processor', ({ cpu }) => cpu, 8),
      row('ms until all have it', ({ took }) => took, 10),
    ]
  })
}

type Patch = [at: number, deleted: number, inserted: string]

/** One author's edits, one by one, and what is left in the end. */
function writtenByHand(): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = 1
  const text = doc.getText('body')
  const patches = existsSync(TRACE) ? recorded() : invented()
  doc.transact(() => {
    for (const [at, deleted, inserted] of patches) {
      if (deleted > 0) text.delete(at, deleted)
      if (inserted) text.insert(at, inserted)
    }
  })
  return Y.encodeStateAsUpdate(doc)
}

/** From josephg/editing-traces (CC BY 4.0), where it lies beside the repository. */
function recorded(): Patch[] {
  const { txns }: { txns: { patches: Patch[] }[] } = JSON.parse(
    gunzipSync(readFileSync(TRACE)).toString(),
  )
  return txns.flatMap(({ patches }) => patches)
}

/** As many edits by chance: somebody types here and there, and takes a third of it back. */
function invented(): Patch[] {
  console.log('The recorded history is not here; the cold open is measured with an invented one.')
  const rng = seededRng(EDITS)
  const patches: Patch[] = []
  let [length, at] = [0, 0]
  while (patches.length < EDITS) {
    if (rng() < 0.02) at = Math.floor(rng() * (length + 1))
    const isDelete = at > 0 && rng() < 0.3
    at += isDelete ? -1 : 0
    patches.push(isDelete ? [at, 1, ''] : [at, 0, 'e'])
    length += isDelete ? -1 : 1
    at += isDelete ? 0 : 1
  }
  return patches
}
