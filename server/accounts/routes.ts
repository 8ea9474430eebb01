import { type Context, Hono } from 'hono'
import { type Me, profileSchema } from '../../shared/accounts/me.ts'
import type { WaysIn } from '../../shared/accounts/ways-in.ts'
import { problem } from '../../shared/wire/problem.ts'
import type { Database } from '../platform/database.ts'
import { jsonBody } from '../platform/json-body.ts'
import { refuse } from '../platform/refuse.ts'
import type { Guest, Guests } from './guests.ts'
import { personById, updatePerson } from './people-store.ts'
import type { Who } from './who.ts'
import { NOT_BY_TOKEN, type WithWho } from './who-asks.ts'

export interface AccountRoutesOptions {
  db: Database
  guests: Guests
  waysIn: () => Promise<WaysIn>
  isSecure: (header: (name: string) => string | undefined) => boolean
  /** Somebody has another name or colour from now on. */
  onAppearance: (who: Guest) => void
}

const PROFILE = 'A name has 1 to 60 characters; a picture is a PNG, JPEG or WebP of at most 32 KiB.'

export function accountRoutes(options: AccountRoutesOptions) {
  const { db, guests, waysIn, isSecure, onAppearance } = options
  const me = async (context: Context<WithWho>, who: Who): Promise<Me> => {
    const { person, name, colour, kind } = who
    const row = kind === 'person' ? await personById(db, person) : null
    return {
      ...{ person, name, colour, kind },
      secure: isSecure((header) => context.req.header(header)),
      ...{ email: row?.address ?? null, isVerified: row?.is_verified === 1 },
      ...{ language: row?.language ?? null, timeZone: row?.time_zone ?? null },
      ...{ picture: row?.picture ?? null, isOwner: row?.is_owner === 1 },
    }
  }
  return new Hono<WithWho>()
    .get('/ways-in', async (context) => context.json(await waysIn()))
    .get('/me', async (context) => context.json(await me(context, context.var.who)))
    .put('/me', async (context) => {
      const { who } = context.var
      if (who.token) return refuse(problem('forbidden', NOT_BY_TOKEN))
      const body = await jsonBody(context.req.raw)
      if (body.kind === 'too-large') return refuse(problem('too-large'))
      const wish = profileSchema.safeParse(body.kind === 'json' ? body.value : null)
      if (!wish.success) return refuse(problem('invalid-request', PROFILE))
      const { name = who.name, colour = who.colour, language, timeZone, picture } = wish.data
      if (who.kind === 'person') {
        await updatePerson(db, who.person, {
          ...{ name, colour },
          ...(language !== undefined && { language }),
          ...(timeZone !== undefined && { time_zone: timeZone }),
          ...(picture !== undefined && { picture }),
        })
      } else await guests.change(who.person, { name, colour })
      const isNew = name !== who.name || colour !== who.colour
      if (isNew) onAppearance({ person: who.person, name, colour })
      return context.json(await me(context, { ...who, name, colour }))
    })
}
