import { Guest } from '../../support/cast.ts'
import { startServer } from '../../support/server.ts'
import { plain } from './framing.ts'
import type { Peer } from './peer.ts'

/** So many people; with more seats than that some sit on several (at most 100: limits.ts). */
const PEOPLE = 100
const AT_ONCE = 20

/** Our server as `npm start` runs it, spoken to as our own page does: `?v=1` and with receipts. */
export async function startOurs(data: string): Promise<Peer> {
  const server = await startServer({ data, env: profiled() })
  const guests: Guest[] = []
  const framing = plain(true)
  const guest = (seat: number) => {
    const one = guests[seat % PEOPLE]
    if (!one) throw new Error('people come before documents')
    return one
  }
  const people = async () => {
    while (guests.length < PEOPLE) guests.push(await Guest.arrives('bench', server))
  }
  await people()
  return {
    pid: server.pid,
    async documents(count) {
      const ids: string[] = []
      while (ids.length < count) {
        const more = Array.from({ length: Math.min(AT_ONCE, count - ids.length) }, (_, index) =>
          // Each person may ask the API 600 times a minute.
          guest(ids.length + index).makesDocument(),
        )
        ids.push(...(await Promise.all(more)))
      }
      return ids
    },
    way: (document, seat) => ({
      address: `${server.sync}/${document}?v=1`,
      headers: { cookie: guest(seat).cookie },
      framing,
    }),
    stop: () => server.stop(),
  }
}

/** `PROFILE=folder`: where the server's processor time goes, as Node's own profiler says. */
function profiled(): Record<string, string> {
  const folder = process.env.PROFILE
  return folder ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder}` } : {}
}
