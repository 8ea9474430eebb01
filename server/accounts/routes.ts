import { Hono } from 'hono'
import { type Me, renameSchema } from '../../shared/accounts/me.ts'
import { problem } from '../../shared/wire/problem.ts'
import { jsonBody } from '../platform/json-body.ts'
import { refuse } from '../platform/refuse.ts'
import type { WithGuest } from './guest-cookie.ts'
import type { Guest, Guests } from './guests.ts'

export interface AccountRoutesOptions {
  guests: Guests
  isSecure: (header: (name: string) => string | undefined) => boolean
  onRenamed: (guest: Guest) => void
}

export function accountRoutes({ guests, isSecure, onRenamed }: AccountRoutesOptions) {
  const me = (guest: Guest, header: (name: string) => string | undefined): Me => ({
    ...guest,
    secure: isSecure(header),
  })
  return new Hono<WithGuest>()
    .get('/me', (context) =>
      context.json(me(context.var.guest, (name) => context.req.header(name))),
    )
    .put('/me', async (context) => {
      const body = await jsonBody(context.req.raw)
      if (body.kind === 'too-large') return refuse(problem('too-large'))
      const wish = renameSchema.safeParse(body.kind === 'json' ? body.value : null)
      if (!wish.success) return refuse(problem('invalid-request', 'A name has 1 to 60 characters.'))
      const renamed = await guests.rename(context.var.guest, wish.data.name)
      onRenamed(renamed)
      return context.json(me(renamed, (name) => context.req.header(name)))
    })
}
