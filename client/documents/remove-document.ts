import type { DocumentSummary } from '../../shared/documents/document-summary.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import { toast } from '../ui/toasts.ts'
import { t } from '../words/words.ts'
import { type Wishes, wish } from './wishes.ts'

/** Into the trash if it is mine, else out of my list; either way there is a way back. */
export function removeDocument(
  outbox: Wishes,
  clock: Clock,
  { id, title, role }: Pick<DocumentSummary, 'id' | 'title' | 'role'>,
): void {
  const [kind, back, said] =
    role === 'own'
      ? (['document.trash', 'document.restore', 'library.deleted'] as const)
      : (['document.leave', 'document.keep', 'library.left'] as const)
  wish(outbox, clock, kind, id)
  toast(t(said, { title: title || t('library.untitled') }), {
    label: t('library.undo'),
    run: () => wish(outbox, clock, back, id),
  })
}
