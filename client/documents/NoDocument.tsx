import type { Status } from '../live/status.ts'
import { Button, ButtonLink } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { t } from '../words/words.ts'
import { sentenceOf } from './SyncState.tsx'

interface NoDocumentProps {
  /** `nowhere`: the address can be no document's. */
  status: (Status & { kind: 'missing' | 'refused' }) | { kind: 'nowhere' }
  onNew: () => void
}

/** The whole page, where there is nothing to show: never made, deleted, or not for me. */
export function NoDocument({ status, onNew }: NoDocumentProps) {
  const { icon, title, text } = wordsFor(status)
  return (
    <Notice
      icon={icon}
      title={title}
      end={
        <>
          <ButtonLink href='/' look='primary' icon='back'>
            {t('document.back')}
          </ButtonLink>
          {status.kind === 'refused' && (
            <ButtonLink href='/kept' look='outlined' icon='laptop'>
              {t('kept.title')}
            </ButtonLink>
          )}
          <Button look='outlined' icon='plus' onClick={onNew}>
            {t('library.new')}
          </Button>
        </>
      }
    >
      {text}
    </Notice>
  )
}

function wordsFor(status: NoDocumentProps['status']) {
  if (status.kind === 'missing')
    return {
      icon: 'missing',
      title: t('document.notYetTitle'),
      text: t('document.notYetText'),
    } as const
  if (status.kind === 'nowhere')
    return {
      icon: 'missing',
      title: t('document.missingTitle'),
      text: t('document.missingText'),
    } as const
  if (status.reason === 'deleted')
    return { icon: 'gone', title: t('document.goneTitle'), text: t('document.goneText') } as const
  return { icon: 'lock', title: t('document.refusedTitle'), text: sentenceOf(status) } as const
}
