import { join } from 'node:path'
import * as z from 'zod/mini'
import { SIGN_UP_MODES, type SignUpMode } from '../shared/accounts/ways-in.ts'
import { type Provider, readProviders } from './accounts/providers.ts'
import { type Limits, readLimits } from './live/limits.ts'

/** How this server was told to be. A wrong value stops it with a sentence. */
export interface Config {
  host: string
  port: number
  /** The address people use, without a slash at the end; null: the one it listens on. */
  publicUrl: string | null
  data: string
  /** Behind a proxy that sets X-Forwarded-Proto. */
  isProxyTrusted: boolean
  /** Whoever brings it may read /metrics; null: only this very machine, while we are private. */
  metricsToken: string | null
  /** `open`: any visitor may make documents and write; `accounts`: who has an account. */
  access: 'open' | 'accounts'
  /** Who may make an account, until the owner of the instance decides otherwise. */
  signUp: SignUpMode
  /** null: letters are put into a folder. */
  smtp: { url: string; from: string } | null
  /** Who else may say who somebody is. */
  providers: readonly Provider[]
  /** What one server takes; any of it can be said otherwise. */
  limits: Limits
}

export type ConfigOutcome = { kind: 'config'; config: Config } | { kind: 'wrong'; sentence: string }

const TOKEN_RULE = 'at least 16 characters, without spaces'

const environment = z.object({
  HOST: z._default(z.string().check(z.minLength(1)), '127.0.0.1'),
  PORT: z._default(z.coerce.number().check(z.int(), z.gte(0), z.lte(65_535)), 3000),
  PUBLIC_URL: z.optional(z.url({ protocol: /^https?$/ })),
  INTERLINE_DATA: z._default(z.string().check(z.minLength(1)), './data'),
  TRUST_PROXY: z._default(z.enum(['', '0', '1', 'false', 'true']), ''),
  INTERLINE_ACCESS: z.optional(z.enum(['open', 'accounts'])),
  INTERLINE_SIGN_UP: z.optional(z.enum(SIGN_UP_MODES)),
  SMTP_URL: z.optional(z.url({ protocol: /^smtps?$/ })),
  MAIL_FROM: z.optional(
    z.string().check(z.regex(/^[^\r\n]*@[^\r\n]+$/, 'an address to send from')),
  ),
  INTERLINE_LIMITS: z._default(z.string(), ''),
  INTERLINE_METRICS_TOKEN: z.optional(z.string().check(z.regex(/^[\x21-\x7e]{16,}$/, TOKEN_RULE))),
})

export function readConfig(env: Record<string, string | undefined>): ConfigOutcome {
  const read = environment.safeParse(env)
  if (!read.success) {
    const [issue] = read.error.issues
    return { kind: 'wrong', sentence: `${issue?.path.join('.')}: ${issue?.message}` }
  }
  const { HOST, PORT, PUBLIC_URL, INTERLINE_DATA, TRUST_PROXY, INTERLINE_ACCESS } = read.data
  const isAlone = isLoopback(HOST) && PUBLIC_URL === undefined
  const access = INTERLINE_ACCESS ?? (isAlone ? 'open' : 'accounts')
  const { INTERLINE_SIGN_UP, SMTP_URL, MAIL_FROM } = read.data
  if (SMTP_URL !== undefined && PUBLIC_URL === undefined) {
    return { kind: 'wrong', sentence: 'SMTP_URL: letters carry links, so PUBLIC_URL must be set.' }
  }
  const providers = readProviders(env)
  if (typeof providers === 'string') return { kind: 'wrong', sentence: providers }
  const limits = readLimits(read.data.INTERLINE_LIMITS)
  if (typeof limits === 'string') return { kind: 'wrong', sentence: `INTERLINE_LIMITS: ${limits}.` }
  return {
    kind: 'config',
    config: {
      host: HOST,
      port: PORT,
      publicUrl: PUBLIC_URL ? new URL(PUBLIC_URL).origin : null,
      data: join(INTERLINE_DATA),
      isProxyTrusted: TRUST_PROXY === '1' || TRUST_PROXY === 'true',
      metricsToken: read.data.INTERLINE_METRICS_TOKEN ?? null,
      access,
      signUp: INTERLINE_SIGN_UP ?? (access === 'open' ? 'open' : 'invitation'),
      smtp:
        SMTP_URL === undefined ? null : { url: SMTP_URL, from: MAIL_FROM ?? senderAt(PUBLIC_URL) },
      providers,
      limits,
    },
  }
}

function senderAt(publicUrl: string | undefined): string {
  return `Interline <interline@${publicUrl ? new URL(publicUrl).hostname : 'localhost'}>`
}

/** Nobody but this machine is meant to reach us. */
export function isPrivate({ host, publicUrl, isProxyTrusted }: Config): boolean {
  return isLoopback(host) && publicUrl === null && !isProxyTrusted
}

export function isLoopback(host: string): boolean {
  return /^(localhost|\[?::1\]?|127(\.\d{1,3}){3})$/.test(host)
}
