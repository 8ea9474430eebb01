import * as Y from 'yjs'
import * as forge from './network-forgery.ts'

/** In falling order, as they must stand; the first two are the forger's own. */
const CLIENTS = [5_000, 4_000, 3_000, 2_000, 1_000]
const ROOTS = ['body', 'about', 'other']

/** Right in its grammar and wrong in what it says: neighbours, parents and deletes at random. */
export function composed(rng: () => number): Uint8Array {
  const below = (n: number) => Math.floor(rng() * n)
  const id = () => ({ client: CLIENTS[below(CLIENTS.length)] ?? 0, clock: below(40) })
  const place = (): forge.Place => {
    const choice = below(10)
    if (choice < 3) return { root: ROOTS[below(ROOTS.length)] ?? 'body' }
    if (choice < 4) return { root: ROOTS[below(ROOTS.length)] ?? 'body', key: `k${below(2)}` }
    if (choice < 5) return { in: id() }
    if (choice < 6) return { in: id(), key: 'k' }
    // Not both: Yjs puts what stands between neighbours in the wrong order now here, now there.
    return choice < 8 ? { left: id() } : { right: id() }
  }
  const struct = (): forge.Struct => {
    const makers = [
      () => forge.text('abc', place()),
      () => forge.text('d', place()),
      () => forge.type(below(7), place()),
      () => forge.any([forge.value(1), forge.value(null)], place()),
      () => forge.json(['[1]', 'undefined'], place()),
      () => forge.format('bold', 'true', place()),
      () => forge.embed('{"a":1}', place()),
      () => forge.deleted(2, place()),
      () => forge.binary(new Uint8Array(3), place()),
      () => forge.subdocument('guid', forge.value({}), place()),
      () => forge.gc(2),
      () => forge.skip(2),
    ]
    return (makers[below(makers.length)] ?? (() => forge.gc(1)))()
  }
  const sections = CLIENTS.slice(0, 2)
    .filter(() => rng() < 0.7)
    .map((client) => ({
      ...{
        client,
        clock: rng() < 0.8 ? 0 : below(30),
        structs: Array.from({ length: 1 + below(5) }, struct),
      },
    }))
  const deletes = CLIENTS.filter(() => rng() < 0.3).map((client) => ({
    client,
    ranges: Array.from({ length: 1 + below(3) }, (): [number, number] => [below(30), 1 + below(5)]),
  }))
  return forge.handmade(sections, deletes)
}

/** No letter of two halves: Yjs itself spoils one that is cut through, at whatever moment. */
export function honestUpdates(rng: () => number): Uint8Array[] {
  const updates: Uint8Array[] = []
  const docs = [1, 2, 3].map((n) => {
    const doc = new Y.Doc()
    doc.clientID = n * 1_000
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'peer') updates.push(update)
    })
    return doc
  })
  for (let step = 0; step < 120; step++) {
    const doc = docs[Math.floor(rng() * docs.length)]
    if (!doc) continue
    const body = doc.getText('body')
    const at = Math.floor(rng() * (body.length + 1))
    const choice = rng()
    if (choice < 0.5) body.insert(at, 'wörd ')
    else if (choice < 0.65) body.delete(Math.max(0, at - 3), Math.min(3, body.length, at))
    else if (choice < 0.75) body.format(Math.max(0, at - 4), Math.min(4, at), { bold: rng() < 0.5 })
    else if (choice < 0.85) body.insertEmbed(at, new Y.Map([['kind', 'heading']]))
    else if (choice < 0.95) doc.getMap('about').set('key', { a: [1, null, 'x', rng()] })
    else for (const other of docs) Y.applyUpdate(doc, Y.encodeStateAsUpdate(other), 'peer')
  }
  return updates
}
