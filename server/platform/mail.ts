/**
 * The seam behind which letters leave. Two makers (a folder, SMTP), one contract suite:
 * test/contracts/mail.test.ts. Rules: server/accounts/SPEC.md [AC13].
 */
export interface Mail {
  readonly by: 'folder' | 'smtp'
  /** The folder, or the server's name: for whoever runs this. */
  readonly where: string
  /** An outage is an answer, never an error. */
  send(letter: SendableLetter): Promise<MailOutcome>
  close(): Promise<void>
}

/** `id`: the same letter sent again has the same one. */
export interface SendableLetter {
  id: string
  to: string
  subject: string
  text: string
  /** When it was written, ms UTC. */
  at: number
}

export type MailOutcome =
  /** `file`: where it lies. */
  | { kind: 'sent'; file: string | null }
  /** `isFinal`: it would be refused again. */
  | { kind: 'failed'; why: string; isFinal: boolean }
