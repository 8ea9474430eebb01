import { Hono } from 'hono'
import type { Asker } from '../../shared/sharing/asker.ts'
import type { Search } from './search.ts'

interface WithPerson {
  Variables: { who: Asker }
}

export function searchRoutes(search: Search) {
  return new Hono<WithPerson>().get('/', async (context) =>
    context.json(await search.find(context.var.who, context.req.query('q') ?? '')),
  )
}
