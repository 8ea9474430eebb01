import * as z from 'zod/mini'
import type { Homes } from './homes.ts'

const HOME_KEY = 'interline.home'
const HOMES_KEY = 'interline.homes'

type Keep = Pick<Storage, 'getItem' | 'setItem'>

const keptSchema = z.object({
  of: z.nullable(z.string()),
  each: z.record(z.string(), z.string()),
})

/** As this browser keeps them; before there were accounts it kept the first alone. */
export function homesHere(kept: Keep): Homes {
  const home = kept.getItem(HOME_KEY)
  try {
    const { of, each } = keptSchema.parse(JSON.parse(kept.getItem(HOMES_KEY) ?? ''))
    return { home, of, each }
  } catch {
    return { home, of: null, each: {} }
  }
}

export function keepHomes(kept: Keep, { home, of, each }: Homes): void {
  if (home !== null) kept.setItem(HOME_KEY, home)
  kept.setItem(HOMES_KEY, JSON.stringify({ of, each }))
}
