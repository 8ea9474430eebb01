import { markdownText } from '../../shared/document/plain-text.ts'
import type { TrashedDocument } from '../../shared/documents/trashed-document.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button, ButtonLink } from '../ui/Button.tsx'
import { path } from '../ui/path.ts'
import { copyText, downloadText } from '../ui/take-along.ts'
import { toast } from '../ui/toasts.ts'
import { t } from '../words/words.ts'
import type { Desk } from './desk.ts'
import { restoreHere, useInMyTrash } from './in-my-trash.ts'
import { sentenceOf } from './SyncState.tsx'

/** What stands above the text when something is not as it should be. */
export function Troubles({ desk }: { desk: Desk }) {
  const status = desk.obstacle.value
  const mine = useInMyTrash(path.value, status?.kind === 'refused' && status.reason === 'deleted')
  const isBroken = desk.replica.device.value === 'broken'
  if (status?.kind === 'refused') {
    const sentence = sentenceOf(status)
    if (mine)
      return (
        <Banner tone='danger' end={<Restore document={mine} />}>
          {t('trash.inTrashHere')}
        </Banner>
      )
    if (desk.replica.shelved.value)
      return (
        <Banner tone='danger' end={<ToKept />}>
          {t('document.refusedUnsent', { sentence })}
        </Banner>
      )
    return (
      <Banner tone='danger' end={<CopyWords desk={desk} />}>
        {t(isBroken ? 'document.refusedBroken' : 'document.refused', { sentence })}
      </Banner>
    )
  }
  if (isBroken)
    return (
      <Banner tone='warning' end={<CopyWords desk={desk} />}>
        {t('document.storageBroken')}
      </Banner>
    )
  if (desk.isNewer.value) return <Banner tone='note'>{t('document.newer')}</Banner>
  return null
}

function Restore({ document }: { document: TrashedDocument }) {
  return (
    <Button icon='restore' onClick={() => void restoreHere(document)}>
      {t('trash.restore')}
    </Button>
  )
}

function ToKept() {
  return (
    <ButtonLink href='/kept' icon='laptop'>
      {t('kept.title')}
    </ButtonLink>
  )
}

/** The words, wherever this browser lets them go: the clipboard, or else a file. */
function CopyWords({ desk }: { desk: Desk }) {
  const copy = async () => {
    const words = markdownText(desk.replica.doc)
    if (await copyText(words)) toast(t('document.wordsCopied'))
    else downloadText(`${desk.title.value.slice(0, 60) || t('document.untitled')}.md`, words)
  }
  return (
    <Button icon='copy' onClick={copy}>
      {t('document.copyWords')}
    </Button>
  )
}
