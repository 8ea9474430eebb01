import { expect } from 'vitest'
import { uuidv7 } from '../../shared/kit/ids.ts'
import { bodyOf } from '../../shared/threads/body.ts'
import type { Role } from '../../shared/wire/role.ts'
import { Guest } from './cast.ts'
import { WirePerson } from './cast-wire.ts'
import { type RunningServer, startServer } from './server.ts'

/** ann on a server of her own: she has documents, and says who may what with them. */
export class Owner {
  readonly server: RunningServer
  readonly ann: Guest

  private constructor(server: RunningServer, ann: Guest) {
    this.server = server
    this.ann = ann
  }

  static async opens(): Promise<Owner> {
    const server = await startServer({ env: { INTERLINE_LIMITS: 'joinsPerPerson=10000' } })
    return new Owner(server, await Guest.arrives('ann', server))
  }

  /** A document of ann's that is nobody else's, with words and a thread in it. */
  async begins(): Promise<{ id: string; writer: WirePerson }> {
    const id = await this.ann.makesDocument()
    await this.ann.asks('PUT', `/api/documents/${id}/visitors`, { role: 'nobody' })
    const comment = { anchor: { kind: 'document' }, comment: uuidv7(1), body: bodyOf('secret') }
    await this.ann.asks('PUT', `/api/documents/${id}/threads/${uuidv7(1)}`, comment)
    const writer = await new WirePerson(this.ann, id).joins(this.server)
    writer.types('Once upon a time ')
    await writer.isReceipted()
    return { id, writer }
  }

  async given(id: string, name: string, role: Role): Promise<Guest> {
    const guest = await Guest.arrives(name, this.server)
    await this.gives(id, guest, role)
    return guest
  }

  async gives(id: string, guest: Guest, role: Role | null): Promise<void> {
    const { person } = await (await guest.asks('GET', '/api/me')).json()
    const path = `/api/documents/${id}/grants/person/${person}`
    const [method, body] = role ? (['PUT', { role }] as const) : (['DELETE', undefined] as const)
    const answer = await this.ann.asks(method, path, body)
    expect(answer.status).toBe(204)
  }

  /** A link to it: its id and its token. */
  async links(id: string, wish: object): Promise<{ link: string; token: string }> {
    const answer = await this.ann.asks('POST', `/api/documents/${id}/links`, wish)
    const { id: link, url } = await answer.json()
    return { link, token: String(url).split('#link=')[1] ?? '' }
  }
}
