import { type Rng, secureRng } from './rng.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** A UUIDv7: 48 bits of `now` (ms), then 74 random bits. Source of the layout: RFC 9562. */
export function uuidv7(now: number, rng: Rng = secureRng): string {
  const time = Math.floor(now).toString(16).padStart(12, '0')
  const hex = (length: number) =>
    Array.from({ length }, () => Math.floor(rng() * 16).toString(16)).join('')
  const variant = (8 + Math.floor(rng() * 4)).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${variant}${hex(3)}-${hex(12)}`
}

export function isUuid(text: string): boolean {
  return UUID.test(text)
}
