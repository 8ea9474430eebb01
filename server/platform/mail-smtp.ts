import type { Mail } from './mail.ts'
import { messageOf } from './mail-message.ts'

const PATIENCE_MS = 20_000

/** `url`: `smtp://user:password@host:port`, or `smtps://…`. */
export function openMailSmtp(url: string, from: string): Mail {
  const { hostname, protocol, port, username, password } = new URL(url)
  const secure = protocol === 'smtps:'
  const auth = { user: decodeURIComponent(username), pass: decodeURIComponent(password) }
  const options = {
    ...{ host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port) || (secure ? 465 : 587) },
    ...{ secure, ...(username && { auth }) },
    ...{ connectionTimeout: PATIENCE_MS, greetingTimeout: PATIENCE_MS, socketTimeout: PATIENCE_MS },
  }
  return {
    by: 'smtp',
    where: hostname,
    async send(letter) {
      try {
        const { createTransport } = await import('nodemailer')
        await createTransport(options).sendMail(messageOf(letter, from))
      } catch (error) {
        return { kind: 'failed', why: sentenceOf(error), isFinal: isFinal(error) }
      }
      return { kind: 'sent', file: null }
    },
    close: async () => undefined,
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The server has understood it all, and does not want this letter. A wrong password may be mended. */
function isFinal(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  if (!('responseCode' in error) || typeof error.responseCode !== 'number') return false
  const isAboutUs = 'code' in error && error.code === 'EAUTH'
  return error.responseCode >= 500 && !isAboutUs
}
