import { SMTPServer } from 'smtp-server'
import { afterEach, expect, test, vi } from 'vitest'
import { uuidv7 } from '../../shared/kit/ids.ts'
import type { Served } from '../documents/served.ts'
import { HandClock } from '../replica/hand-clock.ts'
import { until } from '../support/cast.ts'
import { letterTo, opensServer, PASSWORD, readLetter, Visitor } from './visitor.ts'

const open: { closes(): Promise<void> }[] = []
afterEach(async () => {
  vi.useRealTimers()
  for (const one of open.splice(0)) await one.closes()
})

const visitor = (name: string, served: Served, from = '10.0.0.1') =>
  new Visitor(name, served, { from })

async function serves(env: Record<string, string> = {}) {
  const clock = new HandClock()
  const served = await opensServer(clock, env)
  open.push(served)
  return { clock, served }
}

const MINUTE_MS = 60_000

/** An alarm that was set after the hands had passed it rings, too. */
function rings(clock: HandClock): true {
  clock.advance(0)
  return true
}
/** better-auth goes by the clock on the wall; the rest of it runs on. */
function laterBy(ms: number) {
  const now = Date.now()
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime(now + ms)
}

test('[AC14] a link by mail lets in once, for a quarter of an hour', async () => {
  const { served, clock } = await serves()
  await visitor('ann', served).signsUp('ann@example.org')
  const bo = visitor('bo', served)
  const body = { email: 'bo@example.org', name: 'Bo', callbackURL: '/d/1' }
  expect(await bo.tries('POST', '/api/auth/sign-in/magic-link', body)).toEqual([
    ...[200, { status: true }],
  ])
  const { link } = await letterTo(served, 'bo@example.org')
  expect(link).toContain('http://localhost:3000/api/auth/magic-link/verify?token=')
  expect(await bo.follows(link)).toBe('/d/1')
  expect(await bo.me()).toMatchObject({ kind: 'person', name: 'Bo', isVerified: true })
  const thief = visitor('thief', served)
  expect(await thief.follows(link)).toBe('/sign-in?error=used-link')
  expect((await thief.me()).kind).toBe('guest')
  clock.advance(1000)
  await bo.tries('POST', '/api/auth/sign-in/magic-link', {
    ...body,
    errorCallbackURL: '/sign-in?to=%2Fd%2F1',
  })
  const late = await letterTo(served, 'bo@example.org', 2)
  laterBy(15 * MINUTE_MS + 1000)
  expect(await thief.follows(late.link)).toBe('/sign-in?error=used-link&to=%2Fd%2F1')
  expect(await thief.follows(link.replace(/token=\w+/, 'token=forged'))).toContain('used-link')
})

test('[AC14] a new password needs the mailbox, works once, and ends every session', async () => {
  const { served } = await serves()
  const ann = visitor('ann', served)
  await ann.signsUp('ann@example.org')
  const x = visitor('x', served)
  const asked = await x.tries('POST', '/api/auth/request-password-reset', {
    email: 'ann@example.org',
  })
  expect(asked[0]).toBe(200)
  const { link } = await letterTo(served, 'ann@example.org')
  const token = /#reset=([\w-]+)$/.exec(link)?.[1] ?? ''
  const wish = { token, newPassword: 'another long password' }
  expect(await x.tries('POST', '/api/auth/reset-password', { ...wish, newPassword: 'x' })).toEqual([
    ...[400, 'weak-password'],
  ])
  expect((await x.tries('POST', '/api/auth/reset-password', wish))[0]).toBe(200)
  expect(await x.tries('POST', '/api/auth/reset-password', wish)).toEqual([410, 'used-link'])
  expect((await ann.me()).kind).toBe('guest')
  expect(await x.signsIn('ann@example.org', PASSWORD)).toEqual([401, 'wrong-sign-in'])
  expect((await x.signsIn('ann@example.org', wish.newPassword))[0]).toBe(200)
})

test('[AC5] by invitation only who is invited gets in; closed means nobody; the owner decides', async () => {
  const { served } = await serves({ INTERLINE_SIGN_UP: 'invitation' })
  const ann = visitor('ann', served)
  expect((await ann.signsUp('ann@example.org'))[0]).toBe(200)
  const bo = visitor('bo', served)
  expect(await bo.signsUp('bo@example.org')).toEqual([403, 'invitation-needed'])
  expect(await bo.signsUp('ann@example.org')).toEqual([403, 'invitation-needed'])
  // Whoever could tell an account from a stranger's address by that would know who is here.
  const document = await ann.makes()
  const grant = `/api/documents/${document}/grants/address/bo@example.org`
  expect((await ann.tries('PUT', grant, { role: 'write' }))[0]).toBe(204)
  expect((await letterTo(served, 'bo@example.org')).link).toContain(`/d/${document}`)
  expect((await bo.signsUp('bo@example.org'))[0]).toBe(200)
  expect((await bo.asks('GET', `/api/documents/${document}/sharing`)).status).toBe(403)
  expect(await bo.tries('PUT', '/api/instance/sign-up', { mode: 'open' })).toEqual([
    403,
    'forbidden',
  ])
  expect((await ann.tries('PUT', '/api/instance/sign-up', { mode: 'closed' }))[0]).toBe(200)
  const cleo = visitor('cleo', served)
  expect(await cleo.signsUp('cleo@example.org')).toEqual([403, 'sign-up-closed'])
  await cleo.tries('POST', '/api/auth/sign-in/magic-link', { email: 'cleo@example.org' })
  await ann.tries('PUT', '/api/instance/sign-up', { mode: 'open' })
  await served.restarts()
  expect(await cleo.tries('GET', '/api/ways-in')).toMatchObject([200, { signUp: 'open' }])
  expect((await cleo.signsUp('cleo@example.org'))[0]).toBe(200)
})

test('[AC15] who shows that an address is theirs finds nobody else’s password on it', async () => {
  const { served, clock } = await serves()
  await visitor('ann', served).signsUp('ann@example.org')
  const squatter = visitor('squatter', served)
  await squatter.signsUp('bo@example.org')
  const bo = visitor('bo', served)
  clock.advance(1000)
  await bo.tries('POST', '/api/auth/sign-in/magic-link', { email: 'bo@example.org' })
  await bo.follows((await letterTo(served, 'bo@example.org', 2)).link)
  expect(await bo.me()).toMatchObject({ kind: 'person', isVerified: true })
  expect((await squatter.me()).kind).toBe('guest')
  expect(await squatter.signsIn('bo@example.org')).toEqual([401, 'wrong-sign-in'])
})

/** A mail server that can be down; what it took. */
async function mailServer(port = 0) {
  const taken: ReturnType<typeof readLetter>[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) =>
      done(
        address.startsWith('nobody@')
          ? Object.assign(new Error('no such box'), { responseCode: 550 })
          : null,
      ),
    onData(stream, _session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        taken.push(readLetter(Buffer.concat(parts).toString()))
        done()
      })
    },
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  const address = server.server.address()
  const closes = () => new Promise<void>((done) => server.close(() => done()))
  return { taken, closes, port: typeof address === 'object' && address ? address.port : 0 }
}

const PUBLIC = 'http://localhost:3000'
const byMail = (port: number) => ({
  ...{ SMTP_URL: `smtp://127.0.0.1:${port}`, PUBLIC_URL: PUBLIC, INTERLINE_ACCESS: 'open' },
})

test('[AC8] [AC4] where mail is sent, signing up answers alike whoever has the address', async () => {
  const smtp = await mailServer()
  open.push(smtp)
  const { served } = await serves(byMail(smtp.port))
  const ann = visitor('ann', served)
  // The first one owns the instance and need not wait for a letter.
  expect((await ann.signsUp('ann@example.org'))[0]).toBe(200)
  expect(await ann.me()).toMatchObject({ kind: 'person', isOwner: true, isVerified: true })
  const bo = visitor('bo', served)
  const before = await bo.me()
  const known = await visitor('x', served).signsUp('ann@example.org')
  const [status, said] = await bo.signsUp('bo@example.org', { callbackURL: '/d/1' })
  expect([status, known[0]]).toEqual([200, 200])
  const shape = (one: unknown) => {
    const { user, ...rest } = one as { user: object }
    return [rest, Object.keys(user).sort()]
  }
  expect(shape(said)).toEqual(shape(known[1]))
  expect(said).toMatchObject({ token: null })
  expect(bo.cookies.has('interline.session_token')).toBe(false)
  // A slip in the address: the account that nobody has shown to be theirs is in nobody's way.
  const slip = await bo.signsUp('slip@example.org')
  expect(shape(slip[1])).toEqual(shape(known[1]))
  expect((slip[1] as { user: { id: string } }).user.id).not.toBe(before.person)
  expect(await bo.signsIn('bo@example.org')).toEqual([401, 'wrong-sign-in'])
  expect(await bo.signsIn('ann@example.org', 'my own password')).toEqual([401, 'wrong-sign-in'])
  const mailTo = (to: string) => smtp.taken.filter((letter) => letter.to === to)
  await until(() => mailTo('bo@example.org').length >= 1, 'the letter to bo')
  await until(() => mailTo('ann@example.org').length >= 1, 'the letter to ann')
  expect(mailTo('ann@example.org')[0]?.subject).toBe('You have an account already')
  const { link = '' } = mailTo('bo@example.org')[0] ?? {}
  expect(await bo.follows(link)).toBe('/d/1')
  expect(await bo.me()).toMatchObject({ kind: 'person', person: before.person, isVerified: true })
  // The letter lies in a mailbox for long: it does not open the account a second time.
  const thief = visitor('thief', served)
  await thief.follows(link)
  expect((await thief.me()).kind).toBe('guest')
})

test('[AC13] a mail server that is down loses nothing: tried again, later and later, and seen by the owner', async () => {
  const first = await mailServer()
  await first.closes()
  const { served, clock } = await serves(byMail(first.port))
  const ann = visitor('ann', served)
  await ann.signsUp('ann@example.org')
  await ann.tries('POST', '/api/auth/sign-in/magic-link', { email: 'ann@example.org' })
  const mail = async () => {
    const [, said] = await ann.tries('GET', '/api/instance')
    return (said as { mail: { by: string; waiting: number; failed: { address: string }[] } }).mail
  }
  const attempts = () => served.reports.filter((each) => JSON.stringify(each).includes('put-off'))
  await until(() => attempts().length === 1, 'the first attempt')
  expect(await mail()).toMatchObject({
    by: 'smtp',
    waiting: 1,
    failed: [{ address: 'ann@example.org' }],
  })
  for (const [number, pause] of [30_000, 60_000, 120_000].entries()) {
    clock.advance(pause - 1)
    expect(attempts()).toHaveLength(number + 1)
    clock.advance(1)
    await until(() => rings(clock) && attempts().length === number + 2, `attempt ${number + 2}`)
  }
  await served.restarts()
  const again = await mailServer(first.port)
  open.push(again)
  clock.advance(240_000)
  await until(() => rings(clock) && again.taken.length === 1, 'the letter')
  expect(again.taken[0]?.link).toContain('/magic-link/verify?token=')
  await until(async () => (await mail()).waiting === 0, 'an empty queue')
  // What is refused for good is not tried again, and keeps no words.
  await ann.tries('POST', '/api/auth/sign-in/magic-link', { email: 'nobody@example.org' })
  await until(async () => (await mail()).failed.length === 1, 'the refusal')
  expect((await mail()).waiting).toBe(0)
  const { text } = await served.db.selectFrom('letter').select('text').executeTakeFirstOrThrow()
  expect(text).toBe('')
  expect(JSON.stringify(served.reports)).not.toContain('example.org')
})

test('[AC13] what cannot be sent is given up after two days', async () => {
  const down = await mailServer()
  await down.closes()
  const { served, clock } = await serves(byMail(down.port))
  const at = clock.now()
  const row = { id: uuidv7(at), recipient: 'ann@example.org', subject: 's', text: 'secret' }
  await served.db
    .insertInto('letter')
    .values({ ...row, attempts: 0, due_at: at, why: null, at })
    .execute()
  const told = (event: string) =>
    served.reports.filter((each) => (each as { event: string }).event === event).length
  await served.restarts()
  await until(() => told('letter-put-off') === 1, 'the first attempt')
  let tries = 1
  while (told('letter-given-up') === 0) {
    clock.advance(6 * 60 * MINUTE_MS)
    tries++
    await until(
      () => rings(clock) && told('letter-put-off') + told('letter-given-up') === tries,
      'another attempt',
    )
  }
  expect(tries).toBeGreaterThan(5)
  expect(clock.now() - at).toBeLessThan(3 * 24 * 60 * MINUTE_MS)
})
