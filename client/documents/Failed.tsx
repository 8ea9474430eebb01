import { Button } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { t } from '../words/words.ts'
import { Frame } from './Frame.tsx'

/** The page's own files did not come. */
export function Failed({ title, children }: { title: string; children: string }) {
  const again = (
    <Button look='primary' icon='retry' onClick={() => location.reload()}>
      {t('document.openAgain')}
    </Button>
  )
  return (
    <Frame>
      <Notice level={1} icon='unsaved' title={title} end={again}>
        {children}
      </Notice>
    </Frame>
  )
}
