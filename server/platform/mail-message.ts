import type { SendableLetter } from './mail.ts'

/** As nodemailer takes it. No reader answers by itself to what a machine wrote. */
export function messageOf({ id, to, subject, text, at }: SendableLetter, from: string) {
  return {
    ...{ from, to, subject, text, date: new Date(at) },
    messageId: `<${id}@${hostOf(from)}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  }
}

function hostOf(from: string): string {
  return /@([\w.-]+)/.exec(from)?.[1] ?? 'localhost'
}
