/** What sharing says by mail. Names and titles are others' words: one line, and not too long. */
import type { Role } from '../../shared/wire/role.ts'

export interface Letter {
  to: string
  subject: string
  text: string
}

const LENGTH = 120
const MAY: Readonly<Record<Role, string>> = {
  read: 'read it',
  comment: 'comment on it',
  suggest: 'comment on it',
  write: 'write in it',
  own: 'write in it and share it: you own it now',
}

interface Told {
  to: string
  by: string
  title: string
  url: string
}

export function invitation({ to, by, title, url, role }: Told & { role: Role }): Letter {
  const [name, what] = [inline(by), titled(title)]
  return {
    to,
    subject: `${name} shares ${what} with you`,
    text: [
      `${name} shares ${what} with you. You may ${MAY[role]}.`,
      url,
      `Sign in with this e-mail address, ${to}, to open it.`,
      'If you do not know what this is about, you need not do anything.',
    ].join('\n\n'),
  }
}

export function requestForAccess({ to, by, title, url, words }: Told & { words: string }): Letter {
  const [name, what] = [inline(by), titled(title)]
  return {
    to,
    subject: `${name} asks for access to ${what}`,
    text: [
      `${name} asks for access to ${what}.`,
      ...(words === '' ? [] : [words.replaceAll(/^/gm, '> ')]),
      `You decide in its share dialog: ${url}`,
    ].join('\n\n'),
  }
}

function titled(title: string): string {
  return title === '' ? 'a document' : `“${inline(title)}”`
}

/** No line break or other sign that a mail would take for something else. */
function inline(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim()
  return line.length > LENGTH ? `${line.slice(0, LENGTH).trimEnd()}…` : line
}
