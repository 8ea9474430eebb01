import { Guest, until } from '../../support/cast.ts'
import { type RunningServer, startServer } from '../../support/server.ts'
import { Typist } from './edits.ts'
import { plain } from './framing.ts'
import { median, type Row } from './row.ts'
import { Seat } from './seat.ts'
import type { Stage } from './stage.ts'

const DOCUMENTS = 1_000
const OPENED = 30
const LETTERS = 5
const AT_ONCE = 50
const TURNS = 3
const READY_MS = 20_000
const TARGET_MS = 2_000

/** Killed with a thousand written documents, none of them folded: how soon it serves them again. */
export async function playRestart(stage: Stage): Promise<Row[]> {
  if (!stage.names.includes('ours')) return []
  const data = stage.folder()
  const first = await startServer({ data })
  const guest = await Guest.arrives('bench', first)
  const ids = await written(first, guest)
  await first.kill9()
  const turns: { ready: number; opened: number }[] = []
  for (let turn = 0; turn < TURNS; turn++) {
    const start = performance.now()
    const server = await startServer({ data })
    await until(async () => (await fetch(`${server.http}/readyz`)).ok, 'readyz', READY_MS)
    const ready = performance.now() - start
    const chosen = ids.filter((_, index) => index % Math.floor(DOCUMENTS / OPENED) === 0)
    const seats = chosen.map((id) => new Seat(wayTo(server, guest, id)))
    await Promise.all(seats.map((seat) => seat.joins()))
    turns.push({ ready, opened: performance.now() - start })
    for (const seat of seats) seat.leaves()
    await server.kill9()
  }
  const row = (figure: string, of: (turn: (typeof turns)[number]) => number): Row => ({
    scene: 'restart, 1,000 documents',
    figure,
    values: new Map([['ours', median(turns.map(of))]]),
    target: { atMost: TARGET_MS },
  })
  return [
    row('ms until /readyz', ({ ready }) => ready),
    row(`ms until ${OPENED} are open`, ({ opened }) => opened),
  ]
}

async function written(server: RunningServer, guest: Guest): Promise<string[]> {
  const guests = [guest]
  // Each person may ask the API 600 times, and come in 120 times, a minute.
  for (let more = 0; more < 19; more++) guests.push(await Guest.arrives('bench', server))
  const ids: string[] = []
  while (ids.length < DOCUMENTS) {
    const more = Array.from({ length: AT_ONCE }, async (_, index) => {
      const one = guests[index % guests.length] ?? guest
      const id = await one.makesDocument()
      const seat = new Seat(wayTo(server, one, id), null, new Typist(1))
      await seat.joins()
      for (let letter = 0; letter < LETTERS; letter++) seat.types()
      await until(() => seat.isReceipted, 'a receipt')
      seat.leaves()
      return id
    })
    ids.push(...(await Promise.all(more)))
  }
  return ids
}

function wayTo(server: RunningServer, { cookie }: Guest, id: string) {
  return { address: `${server.sync}/${id}?v=1`, headers: { cookie }, framing: plain(true) }
}
