import type { Role } from '../wire/role.ts'

/** Who asks, as far as it matters for what they may. */
export interface Asker {
  person: string
  /** `person`: has an account here; `anonymous`: nobody in particular. */
  kind: 'person' | 'guest' | 'anonymous'
  /** Their verified e-mail address in small letters; null: none. */
  address: string | null
  /** They came with a personal access token: it gives no more than its scopes. */
  token: { scopes: readonly Role[]; document: string | null } | null
  /** The token of a link that they hold in their hands (`/sync/…?link=`). */
  link: string | null
}
