import { copyText } from '../ui/take-along.ts'
import { toast } from '../ui/toasts.ts'
import { t } from '../words/words.ts'

/** Into the clipboard; where there is none, onto the page, to be copied by hand. */
export async function copyLink(document: string): Promise<void> {
  const link = `${location.origin}/d/${document}`
  const isCopied = await copyText(link)
  toast(isCopied ? t('library.linkCopied') : t('library.linkNotCopied', { link }))
}
