import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { afterEach, describe, expect, test } from 'vitest'
import type { Mail } from '../../server/platform/mail.ts'
import { openMailFolder } from '../../server/platform/mail-folder.ts'
import { openMailSmtp } from '../../server/platform/mail-smtp.ts'

interface House {
  mail: Mail
  /** What has arrived, as it is on the wire. */
  letters: () => string[]
  breaks: () => Promise<void>
  closes: () => Promise<void>
}

const FROM = 'Interline <interline@example.org>'
const makers: { name: string; opens: () => Promise<House> }[] = [
  { name: 'a folder', opens: folder },
  { name: 'SMTP', opens: smtp },
]

async function folder(): Promise<House> {
  const data = mkdtempSync(join(tmpdir(), 'interline-mail-'))
  const place = join(data, 'mail')
  return {
    mail: openMailFolder(place, FROM),
    letters: () => readdirSync(place).map((name) => readFileSync(join(place, name), 'utf8')),
    breaks: async () => writeFileSync(place, 'no folder'),
    closes: async () => rmSync(data, { recursive: true }),
  }
}

async function smtp(): Promise<House & { port: number }> {
  const letters: string[] = []
  const server = new SMTPServer({
    authMethods: ['PLAIN'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === 'us' && password === 'p@ss' ? done(null, { user: 'us' }) : done(new Error('no')),
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        letters.push(Buffer.concat(parts).toString())
        done()
      })
    },
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const closes = () => new Promise<void>((done) => server.close(() => done()))
  const mail = openMailSmtp(`smtp://us:p%40ss@127.0.0.1:${port}`, FROM)
  return { mail, port, letters: () => letters, breaks: closes, closes }
}

const letter = {
  id: 'l1',
  to: 'ann@example.org',
  subject: 'Grüße',
  text: 'Hello\n\nhttps://x/?a=b',
  at: 0,
}

describe.each(makers)('letters by $name', ({ opens }) => {
  let house: House
  afterEach(() => house.closes())

  test('[AC13] a letter arrives whole, under one id however often it is sent', async () => {
    house = await opens()
    for (let n = 0; n < 2; n++) expect((await house.mail.send(letter)).kind).toBe('sent')
    const [one = ''] = house.letters()
    expect(one).toMatch(/^To: ann@example\.org/m)
    expect(one).toMatch(/^From: Interline <interline@example\.org>/m)
    expect(one).toMatch(/^Subject: =\?UTF-8\?Q\?Gr=C3=BC=C3=9Fe\?=/m)
    expect(one).toMatch(/^Message-ID: <l1@example\.org>/m)
    expect(one).toMatch(/^Auto-Submitted: auto-generated/m)
    expect(one).toContain('https://x/?a')
  })

  test('[AC13] words of others do not become headers or further recipients', async () => {
    house = await opens()
    const subject = 'x\r\nBcc: evil@example.org\r\n\r\nbody'
    await house.mail.send({ ...letter, subject })
    expect(house.letters().join('')).not.toMatch(/^Bcc:/im)
  })

  test('[AC13] an outage is an answer that says so', async () => {
    house = await opens()
    await house.breaks()
    expect(await house.mail.send(letter)).toMatchObject({ kind: 'failed', isFinal: false })
    await house.mail.close()
  })
})

test('[AC13] letters in the folder are for who runs this, and for nobody else', async () => {
  const house = await folder()
  const outcome = await house.mail.send(letter)
  if (outcome.kind !== 'sent' || outcome.file === null) throw new Error('no file')
  expect(statSync(outcome.file).mode & 0o777).toBe(0o600)
  expect(statSync(house.mail.where).mode & 0o777).toBe(0o700)
  await house.closes()
})

test('[AC13] a mail server that does not take our own password may be mended', async () => {
  const house = await smtp()
  const other = openMailSmtp(`smtp://us:wrong@127.0.0.1:${house.port}`, FROM)
  expect(await other.send(letter)).toMatchObject({ kind: 'failed', isFinal: false })
  await house.closes()
})
