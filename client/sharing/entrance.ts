import { entranceSchema } from '../../shared/sharing/links.ts'
import type { Role } from '../../shared/wire/role.ts'
import { ask } from '../accounts/ask.ts'

/** [CS4] Once it has let one in, the address is as good without it. */
export function dropLink(): void {
  history.replaceState(null, '', location.pathname + location.search)
}

export type Entering =
  | { kind: 'in'; role: Role }
  | { kind: 'password'; isWrong: boolean }
  | { kind: 'too-many' }
  | { kind: 'expired' }
  | { kind: 'unknown' }
  | { kind: 'silent' }

/** [CS4] Comes in by a link: from then on the server knows that this person has come by it. */
export async function enter(
  document: string,
  link: string,
  password: string | null,
): Promise<Entering> {
  const wish = { link, ...(password !== null && { password }) }
  const answer = await ask('POST', `/api/documents/${document}/entrance`, entranceSchema, wish)
  if (answer.kind === 'ok') return { kind: 'in', role: answer.value.role }
  if (answer.kind === 'silent') return { kind: 'silent' }
  switch (answer.code) {
    case 'password-needed':
      return { kind: 'password', isWrong: false }
    case 'wrong-password':
      return { kind: 'password', isWrong: true }
    case 'too-many':
      return { kind: 'too-many' }
    case 'link-expired':
      return { kind: 'expired' }
    default:
      return { kind: 'unknown' }
  }
}
