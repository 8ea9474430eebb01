import { t } from '../words/words.ts'
import type { Answer } from './ask.ts'

/** What the server said no with, for a person to read. */
export function refusedSentence(reason: string): string {
  return t(`accounts.refused.${reason}` as 'accounts.refused.other', {
    defaultValue: t('accounts.refused.other'),
  })
}

/** What went wrong; null: nothing did. */
export function troubleOf(answer: Answer<unknown> | { kind: 'stopped' }): string | null {
  switch (answer.kind) {
    case 'ok':
      return null
    case 'stopped':
      return t('accounts.refused.stopped')
    case 'refused':
      return refusedSentence(answer.code)
    default:
      return t('accounts.signIn.silent')
  }
}
