import { parse } from 'hono/utils/cookie'

/** What a browser sent under this name; undefined: nothing. */
export function cookieOf(header: string, name: string): string | undefined {
  return parse(header, name)[name]
}
