/** Tokens of links are kept hashed; passwords of links are kept by scrypt. [SH8] */
import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

const TOKEN_BYTES = 16
const SALT_BYTES = 16
const KEY_BYTES = 32
/** 16 MiB and about 50 ms, in a thread of libuv's. */
const COST = { N: 16_384, r: 8, p: 1 } satisfies Cost

/** 128 random bits: nobody guesses it, so a plain hash keeps it safely. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

export function secretHash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

export async function passwordHash(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await derived(password, salt, COST)
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('hex'), key.toString('hex')].join(':')
}

export async function isPassword(password: string, kept: string): Promise<boolean> {
  const [name, n, r, p, salt, key] = kept.split(':')
  if (name !== 'scrypt' || !salt || !key) return false
  const cost = { N: Number(n), r: Number(r), p: Number(p) }
  const own = await derived(password, Buffer.from(salt, 'hex'), cost)
  return timingSafeEqual(own, Buffer.from(key, 'hex'))
}

/** One word is typed in several ways: what looks alike is alike. */
function derived(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, cost, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

interface Cost {
  N: number
  r: number
  p: number
}
