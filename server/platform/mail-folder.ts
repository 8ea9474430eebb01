import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Mail, SendableLetter } from './mail.ts'
import { messageOf } from './mail-message.ts'

/** Letters as files that a mail program opens; readable by whoever runs this, and by nobody else. */
export function openMailFolder(folder: string, from: string): Mail {
  // Fetched with the first letter: most servers start more often than they write one.
  const formatted = async (letter: SendableLetter) => {
    const { createTransport } = await import('nodemailer')
    const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' })
    return (await transport.sendMail(messageOf(letter, from))).message
  }
  return {
    by: 'folder',
    where: folder,
    async send(letter) {
      const name = `${new Date(letter.at).toISOString().replaceAll(/[:.]/g, '-')}-${letter.id}.eml`
      const path = join(folder, name)
      try {
        const message = await formatted(letter)
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await writeFile(`${path}.part`, message, { mode: 0o600 })
        await rename(`${path}.part`, path)
      } catch (error) {
        return { kind: 'failed', why: String(error), isFinal: false }
      }
      return { kind: 'sent', file: path }
    },
    close: async () => undefined,
  }
}
