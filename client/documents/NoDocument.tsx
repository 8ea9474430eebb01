import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import type { TrashedDocument } from '../../shared/documents/trashed-document.ts'
import type { Status } from '../live/status.ts'
import { Button, ButtonLink } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { path } from '../ui/path.ts'
import { t } from '../words/words.ts'
import { restoreHere, useInMyTrash } from './in-my-trash.ts'
import { isThere } from './is-there.ts'
import { sentenceOf } from './SyncState.tsx'

interface NoDocumentProps {
  /** `nowhere`: the address can be no document's. */
  status: (Status & { kind: 'missing' | 'refused' }) | { kind: 'nowhere' }
  /** How to ask its owner; where there may be one. */
  ask?: ComponentChildren
  onNew: () => void
}

/** The whole page, where there is nothing to show: never made, deleted, or not for me. */
export function NoDocument({ status, ask, onNew }: NoDocumentProps) {
  const mine = useInMyTrash(path.value, status.kind === 'refused' && status.reason === 'deleted')
  if (mine) return <InMyTrash document={mine} />
  const { icon, title, text } = wordsFor(status)
  const mayAsk = ask !== undefined && isUnknown(status)
  return (
    <Notice
      level={1}
      icon={icon}
      title={title}
      end={
        <>
          {mayAsk && ask}
          <ButtonLink href='/' look={mayAsk ? 'outlined' : 'primary'} icon='back'>
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

interface AccessLostProps {
  document: string
  /** Words of mine that were not sent are kept. */
  hasKept: boolean
  ask: ComponentChildren
}

/** So often it is looked whether one may again (ms). */
const LOOK_MS = 4_000

/** One could open it, and cannot any more; as soon as one can, it opens anew. */
export function AccessLost({ document, hasKept, ask }: AccessLostProps) {
  useEffect(() => {
    const look = async () => {
      if (await isThere(document)) location.reload()
    }
    const timer = setInterval(() => void look(), LOOK_MS)
    return () => clearInterval(timer)
  }, [document])
  return (
    <Notice
      level={1}
      icon='lock'
      title={t('document.lostTitle')}
      end={
        <>
          {ask}
          {hasKept && (
            <ButtonLink href='/kept' look='outlined' icon='laptop'>
              {t('kept.title')}
            </ButtonLink>
          )}
          <ButtonLink href='/' look='outlined' icon='back'>
            {t('document.back')}
          </ButtonLink>
        </>
      }
    >
      {t(hasKept ? 'document.lostTextKept' : 'document.lostText')}
    </Notice>
  )
}

/** Whether there is none or it is not for me, the server answers alike. */
function isUnknown(status: NoDocumentProps['status']): boolean {
  if (status.kind === 'refused')
    return status.reason === 'unknown-document' || status.reason === 'forbidden'
  return status.kind === 'missing'
}

/** Nobody but its owner can bring it back; they need not look for it. */
function InMyTrash({ document }: { document: TrashedDocument }) {
  return (
    <Notice
      level={1}
      icon='trash'
      title={t('trash.inTrashTitle')}
      end={
        <>
          <Button look='primary' icon='restore' onClick={() => void restoreHere(document)}>
            {t('trash.restore')}
          </Button>
          <ButtonLink href='/trash' look='outlined' icon='trash'>
            {t('trash.title')}
          </ButtonLink>
        </>
      }
    >
      {t('trash.inTrashText')}
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
