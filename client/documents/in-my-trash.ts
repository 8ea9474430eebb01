import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { TrashedDocument } from '../../shared/documents/trashed-document.ts'
import { toast } from '../ui/toasts.ts'
import { t } from '../words/words.ts'

/** The document at this address as it lies in my trash; null: it does not, as far as we know. */
export function useInMyTrash(path: string, isDeleted: boolean): TrashedDocument | null {
  const found = useSignal<TrashedDocument | null>(null)
  useEffect(() => {
    if (!isDeleted) return
    let isOver = false
    const asked = import('./trash.ts').then(({ fetchTrash }) => fetchTrash())
    void asked.then((documents) => {
      if (isOver) return
      found.value = documents?.find(({ id }) => path.startsWith(`/d/${id}`)) ?? null
    })
    return () => {
      isOver = true
    }
  }, [path, isDeleted, found])
  return isDeleted ? found.value : null
}

/** Brings it back and opens it anew: what this page holds of it has come to its end. */
export async function restoreHere({ id, title }: TrashedDocument): Promise<void> {
  const reply = await fetch(`/api/documents/${id}/trash`, { method: 'DELETE' }).catch(() => null)
  if (reply?.ok) location.reload()
  else
    toast(
      t('library.notRestored', {
        title: title || t('library.untitled'),
        sentence: t('trash.noAnswer'),
      }),
    )
}
