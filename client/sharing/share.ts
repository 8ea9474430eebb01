import { type ReadonlySignal, signal } from '@preact/signals'
import { type LinkRole, type LinkWish, newLinkSchema } from '../../shared/sharing/links.ts'
import { type Grant, type SharingState, sharingSchema } from '../../shared/sharing/sharing.ts'
import type { AudienceRole } from '../../shared/sharing/visitors.ts'
import type { Role } from '../../shared/wire/role.ts'
import { ANYTHING, type Answer, ask } from '../accounts/ask.ts'

export type ShareStateKind =
  | { kind: 'loading' }
  | { kind: 'failed' }
  | { kind: 'known'; sharing: SharingState }

type Grantee = Pick<Grant, 'kind' | 'grantee'>

/** Who may do what with one document, as its owner sees and changes it. */
export class Share {
  readonly state: ReadonlySignal<ShareStateKind>
  /** What was just made, with the address that is told only now. */
  readonly made: ReadonlySignal<string | null>
  /** Why the last change was not taken; the state is as it was. */
  readonly refused: ReadonlySignal<string | null>
  readonly #state = signal<ShareStateKind>({ kind: 'loading' })
  readonly #made = signal<string | null>(null)
  readonly #refused = signal<string | null>(null)
  readonly #path: string
  #underway = 0

  constructor(document: string) {
    this.#path = `/api/documents/${document}`
    this.state = this.#state
    this.made = this.#made
    this.refused = this.#refused
  }

  async look(): Promise<void> {
    const answer = await ask('GET', `${this.#path}/sharing`, sharingSchema)
    if (this.#underway > 0) return
    if (answer.kind === 'ok') this.#state.value = { kind: 'known', sharing: answer.value }
    else if (this.#state.peek().kind !== 'known') this.#state.value = { kind: 'failed' }
  }

  give({ kind, grantee }: Grantee, role: Role): Promise<boolean> {
    return this.#change(
      (was) => ({
        ...was,
        grants: was.grants.map((each) =>
          each.kind === kind && each.grantee === grantee ? { ...each, role } : each,
        ),
      }),
      () => ask('PUT', this.#grant(kind, grantee), ANYTHING, { role }),
    )
  }

  take({ kind, grantee }: Grantee): Promise<boolean> {
    const isOther = (each: Grantee) => each.kind !== kind || each.grantee !== grantee
    return this.#change(
      (was) => ({ ...was, grants: was.grants.filter(isOther) }),
      () => ask('DELETE', this.#grant(kind, grantee), ANYTHING),
    )
  }

  let(who: 'visitors' | 'members', role: AudienceRole): Promise<boolean> {
    return this.#change(
      (was) => ({ ...was, [who]: role }),
      () => ask('PUT', `${this.#path}/${who}`, ANYTHING, { role }),
    )
  }

  /** Its address is in `made` then. */
  async link(wish: LinkWish): Promise<boolean> {
    this.#made.value = null
    const answer = await ask('POST', `${this.#path}/links`, newLinkSchema, wish)
    this.#refused.value = whyNot(answer)
    if (answer.kind !== 'ok') return false
    this.#made.value = new URL(answer.value.url, location.origin).href
    await this.look()
    return true
  }

  /** Whoever came by it may do this from now on. */
  relink(id: string, role: LinkRole): Promise<boolean> {
    return this.#change(
      (was) => ({
        ...was,
        links: was.links.map((link) => (link.id === id ? { ...link, role } : link)),
      }),
      () => ask('PUT', `${this.#path}/links/${id}`, ANYTHING, { role }),
    )
  }

  unlink(id: string): Promise<boolean> {
    return this.#change(
      (was) => ({ ...was, links: was.links.filter((link) => link.id !== id) }),
      () => ask('DELETE', `${this.#path}/links/${id}`, ANYTHING),
    )
  }

  admit(person: string, role: Role): Promise<boolean> {
    return this.#change(without(person), () =>
      ask('PUT', this.#grant('person', person), ANYTHING, { role }),
    )
  }

  dismiss(person: string): Promise<boolean> {
    return this.#change(without(person), () =>
      ask('DELETE', `${this.#path}/requests/${person}`, ANYTHING),
    )
  }

  /**
   * Shown at once; what the server does not take is put back. While another change is on its way,
   * what the server says is older than what is shown.
   */
  async #change(
    next: (was: SharingState) => SharingState,
    work: () => Promise<Answer<unknown>>,
  ): Promise<boolean> {
    const before = this.#state.peek()
    if (before.kind === 'known')
      this.#state.value = { kind: 'known', sharing: next(before.sharing) }
    this.#underway += 1
    const answer = await work()
    const { kind } = answer
    this.#underway -= 1
    this.#refused.value = whyNot(answer)
    if (this.#underway === 0) {
      if (kind !== 'ok') this.#state.value = before
      await this.look()
    }
    return kind === 'ok'
  }

  #grant(kind: Grantee['kind'], grantee: string): string {
    return `${this.#path}/grants/${kind}/${encodeURIComponent(grantee)}`
  }
}

/** The server's word for it; `silent`: there was no answer. */
function whyNot(answer: Answer<unknown>): string | null {
  if (answer.kind === 'ok') return null
  return answer.kind === 'refused' ? answer.code : 'silent'
}

const without = (person: string) => (was: SharingState) => ({
  ...was,
  requests: was.requests.filter((each) => each.person !== person),
})

/** 202 whatever the id: who may not know of a document learns nothing by asking. */
export const askForAccess = (document: string, words: string): Promise<Answer<unknown>> =>
  ask('POST', `/api/documents/${document}/requests`, ANYTHING, { words })
