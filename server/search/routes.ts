import { Hono } from 'hono'
import type { Search } from './search.ts'

interface WithPerson {
  Variables: { guest: { person: string } }
}

export function searchRoutes(search: Search) {
  return new Hono<WithPerson>().get('/', async (context) =>
    context.json(await search.find(context.var.guest.person, context.req.query('q') ?? '')),
  )
}
