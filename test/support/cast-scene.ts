import { expect } from 'vitest'
import { Guest, until } from './cast.ts'
import { WirePerson } from './cast-wire.ts'
import { type RunningServer, type ServerOptions, startServer } from './server.ts'
import { logRows } from './server-log.ts'

/** The client id under which mallory writes when it does not matter which. */
export const MALLORY = 666_666

/**
 * ann and bo write on undisturbed in one document, while somebody else sends what no client of
 * ours would.
 */
export class Scene {
  readonly server: RunningServer
  readonly document: string
  readonly ann: WirePerson
  readonly bo: WirePerson

  constructor(server: RunningServer, ann: WirePerson, bo: WirePerson) {
    this.server = server
    this.document = ann.document
    this.ann = ann
    this.bo = bo
  }

  static async opens(options: ServerOptions = {}): Promise<Scene> {
    const server = await startServer(options)
    const guest = await Guest.arrives('ann', server)
    const document = await guest.makesDocument()
    const ann = await new WirePerson(guest, document).joins(server)
    const bo = await new WirePerson(await Guest.arrives('bo', server), document).joins(server)
    ann.types('Once upon a time ')
    await ann.isReceipted()
    return new Scene(server, ann, bo)
  }

  close(): Promise<void> {
    return this.server.stop()
  }

  async mallory(query = 'v=1'): Promise<WirePerson> {
    const guest = await Guest.arrives('mallory', this.server)
    return new WirePerson(guest, this.document, { query }).joins(this.server)
  }

  /** How many updates are stored. */
  get rows(): number {
    return logRows(this.server.data, this.document).length
  }

  /** Nothing of it is in the log, nobody was cut off, and both still hear each other. */
  async nobodyElseNoticed(rows: number): Promise<void> {
    const { ann, bo } = this
    const connection = [ann.socket, bo.socket]
    const mark = `${rows}-${Math.floor(performance.now())} `
    ann.types(mark)
    await bo.sees(mark)
    await ann.isReceipted()
    bo.deletes(bo.text.indexOf(mark), 1)
    await bo.isReceipted()
    await until(() => ann.text === bo.text, 'ann and bo to have one text')
    expect([ann.socket, bo.socket]).toEqual(connection)
    expect([ann.closed, bo.closed, ...ann.refusals, ...bo.refusals]).toEqual([null, null])
    expect(this.rows).toBe(rows + 2)
  }

  /** Says it, asks for its receipt, and must get a refusal instead that no receipt follows. */
  async refuses(bytes: Uint8Array | string, reasons: string[]): Promise<WirePerson> {
    const { rows } = this
    const seen = this.ann.text
    const person = await this.mallory()
    person.says(bytes)
    person.asks()
    await until(
      () => person.refusals.length > 0 || person.receipted > 0,
      () => `a refusal for ${reasons}, closed: ${JSON.stringify(person.closed)}`,
    )
    for (const { reason } of person.refusals) expect(reasons).toContain(reason)
    expect(person.receipted).toBe(0)
    expect(this.ann.text).toBe(seen)
    await this.nobodyElseNoticed(rows)
    return person
  }
}
