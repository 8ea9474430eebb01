import { expect, test } from 'vitest'
import { isLoopback, isPrivate, readConfig } from '../../server/config.ts'
import { LIMITS } from '../../server/live/limits.ts'
import { isOurName, isOwnOrigin, isSecure } from '../../server/platform/http.ts'
import { networkOf } from '../../server/platform/rate.ts'

const of = (env: Record<string, string>) => {
  const outcome = readConfig(env)
  if (outcome.kind === 'wrong') throw new Error(outcome.sentence)
  return outcome.config
}
const names = (env: Record<string, string>) => ({ ...of(env), isLoopback })

test('without a word it is private: loopback, port 3000, open', () => {
  expect(of({})).toEqual({
    host: '127.0.0.1',
    port: 3000,
    publicUrl: null,
    data: 'data',
    isProxyTrusted: false,
    metricsToken: null,
    limits: LIMITS,
    access: 'open',
    signUp: 'open',
    providers: [],
    smtp: null,
  })
})

test('a wrong value stops it with a sentence that names it', () => {
  for (const env of [{ PORT: '70000' }, { PORT: 'x' }, { PUBLIC_URL: 'ftp://x' }, { HOST: '' }]) {
    const [name] = Object.keys(env)
    const outcome = readConfig(env)
    expect(outcome.kind === 'wrong' && outcome.sentence, name).toMatch(new RegExp(`^${name}: .+`))
  }
})

test('whoever opens it to others asks for accounts, or says that they want none', () => {
  for (const env of [{ HOST: '0.0.0.0' }, { PUBLIC_URL: 'https://doc.example' }]) {
    expect(of(env).access).toBe('accounts')
    expect(of({ ...env, INTERLINE_ACCESS: 'open' }).access).toBe('open')
  }
  expect(of({ INTERLINE_ACCESS: 'accounts' }).access).toBe('accounts')
})

test('[OP2] private is: loopback, no other address, no proxy', () => {
  expect(isPrivate(of({}))).toBe(true)
  expect(isPrivate(of({ HOST: '::1' }))).toBe(true)
  for (const env of [
    { HOST: '0.0.0.0' },
    { PUBLIC_URL: 'https://doc.example' },
    { TRUST_PROXY: '1' },
  ]) {
    expect(isPrivate(of({ INTERLINE_ACCESS: 'open', ...env })), JSON.stringify(env)).toBe(false)
  }
})

test('a token for the figures must be one that nobody guesses', () => {
  const INTERLINE_METRICS_TOKEN = 'sixteen-or-more-characters'
  expect(of({ INTERLINE_METRICS_TOKEN }).metricsToken).toBe(INTERLINE_METRICS_TOKEN)
  for (const short of ['', 'short', 'with spaces in the middle']) {
    const outcome = readConfig({ INTERLINE_METRICS_TOKEN: short })
    expect(outcome.kind === 'wrong' && outcome.sentence).toMatch(/^INTERLINE_METRICS_TOKEN: at/)
  }
})

test('it answers to its own names only', () => {
  const home = names({})
  const ours = ['localhost', 'localhost:5173', '127.0.0.1:3000', '127.9.9.9', '[::1]:3000']
  for (const host of ours) expect(isOurName(host, home), host).toBe(true)
  const foreign = [
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil',
    '',
    '10.0.0.1',
    'a@localhost',
    'localhost/;x',
    'a b',
  ]
  for (const host of foreign) expect(isOurName(host, home), host).toBe(false)
  expect(isOurName(undefined, home)).toBe(false)

  const abroad = names({ PUBLIC_URL: 'https://doc.example', HOST: '::', INTERLINE_ACCESS: 'open' })
  expect(isOurName('doc.example', abroad)).toBe(true)
  expect(isOurName('127.0.0.1:3000', abroad)).toBe(true)
  expect(isOurName('evil.example', abroad)).toBe(false)
})

test('an origin is ours only with its scheme and port', () => {
  const header = (given: Record<string, string>) => (name: string) => given[name]
  const at = (origin: string, host: string, env = {}) =>
    isOwnOrigin(header({ origin, host }), names(env))
  expect(at('http://localhost:3000', 'localhost:3000')).toBe(true)
  const foreign = ['http://localhost:3001', 'https://localhost:3000', 'null', 'http://evil.example']
  for (const origin of foreign) expect(at(origin, 'localhost:3000'), origin).toBe(false)
  const abroad = { PUBLIC_URL: 'https://doc.example/', INTERLINE_ACCESS: 'open' }
  expect(at('https://doc.example', 'doc.example', abroad)).toBe(true)
  expect(at('http://doc.example', 'doc.example', abroad)).toBe(false)
})

test('a page is secure over TLS and on this machine', () => {
  const on = (given: Record<string, string>, env = {}) =>
    isSecure((name) => given[name], names({ INTERLINE_ACCESS: 'open', ...env }))
  expect(on({ host: 'localhost:3000' })).toBe(true)
  expect(on({ host: '10.0.0.7:3000' }, { HOST: '10.0.0.7' })).toBe(false)
  expect(on({ host: 'doc.example' }, { PUBLIC_URL: 'https://doc.example' })).toBe(true)
  const proxied = { HOST: '0.0.0.0', TRUST_PROXY: '1' }
  expect(on({ host: 'doc.example', 'x-forwarded-proto': 'https' }, proxied)).toBe(true)
  expect(on({ host: 'doc.example', 'x-forwarded-proto': 'http' }, proxied)).toBe(false)
})

test('[LV22] every limit can be said otherwise, by its name; what is no limit stops it', () => {
  for (const name of Object.keys(LIMITS)) {
    const limits = of({ INTERLINE_LIMITS: `${name}=7` }).limits
    expect(limits, name).toEqual({ ...LIMITS, [name]: 7 })
  }
  expect(of({ INTERLINE_LIMITS: ' sockets=5, structs=9\n' }).limits).toEqual({
    ...LIMITS,
    sockets: 5,
    structs: 9,
  })
  for (const wrong of [
    'sokets=5',
    'sockets',
    'sockets=0',
    'sockets=-1',
    'sockets=1e3',
    'toString=1',
  ]) {
    const outcome = readConfig({ INTERLINE_LIMITS: wrong })
    expect(outcome.kind === 'wrong' && outcome.sentence, wrong).toMatch(/^INTERLINE_LIMITS: .+\.$/)
  }
})

test('an IPv6 address counts with its /64, an IPv4 address by itself', () => {
  for (const [address, network] of [
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::99', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['[2001:db8::1]:443', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::10.1.2.3', '64:ff9b:0:0::/64'],
    ['unknown', 'unknown'],
    ['', ''],
  ] as const) {
    expect(networkOf(address), address).toBe(network)
  }
})

test('letters need an address to lead to, and a provider all that it is known by', () => {
  const wrong = (env: Record<string, string>) => {
    const outcome = readConfig(env)
    return outcome.kind === 'wrong' ? outcome.sentence : null
  }
  const SMTP_URL = 'smtp://mail.example:587'
  expect(wrong({ SMTP_URL })).toMatch(/^SMTP_URL: .*PUBLIC_URL/)
  expect(wrong({ SMTP_URL: 'http://mail.example', PUBLIC_URL: 'https://doc.example' })).toMatch(
    /^SMTP_URL: /,
  )
  expect(of({ SMTP_URL, PUBLIC_URL: 'https://doc.example' }).smtp).toEqual({
    ...{ url: SMTP_URL, from: 'Interline <interline@doc.example>' },
  })
  const issuer = { OIDC_ISSUER: 'https://login.example/' }
  expect(wrong(issuer)).toMatch(/^OIDC_ISSUER: /)
  const whole = { ...issuer, OIDC_CLIENT_ID: 'x', OIDC_CLIENT_SECRET: 'y' }
  expect(of(whole).providers).toEqual([
    {
      ...{ id: 'oidc', name: 'login.example', issuer: 'https://login.example' },
      ...{ clientId: 'x', clientSecret: 'y' },
    },
  ])
  expect(wrong({ ...whole, OIDC_ISSUER: 'login.example' })).toMatch(/^OIDC_ISSUER: /)
  expect(wrong({ INTERLINE_SIGN_UP: 'maybe' })).toMatch(/^INTERLINE_SIGN_UP: /)
})
