/** What accounts say by mail. */
export interface Letter {
  to: string
  subject: string
  text: string
}

interface Told {
  to: string
  url: string
}

const UNASKED = 'If you did not ask for this, you need not do anything.'

export function confirmation({ to, url }: Told): Letter {
  return letter(to, 'Confirm your address', [
    'Somebody made an account with this e-mail address.',
    `If it was you, open this link within a day to confirm that the address is yours:\n${url}`,
    'If it was not you, do not open it: the account would be theirs in your name.',
  ])
}

export function addressTaken({ to, url }: Told): Letter {
  return letter(to, 'You have an account already', [
    'Somebody, probably you, wanted to make an account with this e-mail address. It has one already.',
    `Sign in here:\n${url}`,
    UNASKED,
  ])
}

export function magicLink({ to, url }: Told): Letter {
  return letter(to, 'Your link to sign in', [
    `Open this link within 15 minutes to sign in. It works once:\n${url}`,
    UNASKED,
  ])
}

export function passwordReset({ to, url }: Told): Letter {
  return letter(to, 'A new password', [
    `Open this link within 15 minutes to choose a new password. It works once:\n${url}`,
    UNASKED,
  ])
}

function letter(to: string, subject: string, parts: readonly string[]): Letter {
  return { to, subject, text: parts.join('\n\n') }
}
