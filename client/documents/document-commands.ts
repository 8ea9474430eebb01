import { markdownText } from '../../shared/document/plain-text.ts'
import { can } from '../../shared/sharing/can.ts'
import type { Role } from '../../shared/wire/role.ts'
import type { Command } from '../ui/commands.ts'
import { copyText, downloadText } from '../ui/take-along.ts'
import { toast } from '../ui/toasts.ts'
import { t } from '../words/words.ts'
import { copyLink } from './copy-link.ts'
import type { Desk } from './desk.ts'

/** Deletes it, or takes it from my list if it is another's. */
export type OnRemove = (document: { id: string; title: string; role: Role }) => void

/** What can be done with the open document as a whole; the bar's menu shows it, too. */
export function documentCommands(desk: Desk, onRemove: OnRemove): Command[] {
  if (desk.replica.phase.peek() !== 'ready') return []
  const group = t('palette.groups.document')
  const about = (id: string, name: string) => ({ id: `document.${id}`, name, group })
  return [
    ...(desk.mayWrite.peek()
      ? [
          {
            ...{ ...about('rename', t('document.rename')), icon: 'rename' as const },
            ...{ keys: 'F2', run: () => desk.rename() },
          },
        ]
      : []),
    {
      ...{ ...about('link', t('document.copyLink')), icon: 'link' },
      run: () => void copyLink(desk.document),
    },
    {
      ...{ ...about('copy', t('document.copyAll')), icon: 'copy' },
      run: () => void copyWords(desk),
    },
    {
      ...{ ...about('download', t('document.download')), icon: 'download' },
      run: () => takeWords(desk),
    },
    ...removal(desk, onRemove),
  ]
}

/** What only the list of all commands has: it hangs on a moment, or has its own place in the bar. */
export function rarerCommands(desk: Desk): Command[] {
  const { replica } = desk
  const isIdle = replica.phase.peek() !== 'ready' || replica.status.peek().kind === 'saved'
  if (isIdle) return []
  return [
    {
      ...{ id: 'document.send', name: t('sync.sendNow'), group: t('palette.groups.document') },
      ...{ icon: 'retry', run: () => replica.retry() },
    },
  ]
}

function removal({ document: id, title, role, replica }: Desk, onRemove: OnRemove): Command[] {
  const mine = role.peek()
  // As long as nobody has said whose it is, one cannot say which of the two it would be.
  if (mine === null || replica.status.peek().kind === 'refused') return []
  const isOwn = can(mine, 'trash')
  return [
    {
      ...{ id: 'document.remove', name: t(isOwn ? 'document.delete' : 'library.leave') },
      ...{ group: t('palette.groups.document'), icon: isOwn ? 'trash' : 'leave' },
      run: () => onRemove({ id, title: title.peek(), role: mine }),
    },
  ]
}

/** The words, wherever this browser lets them go: the clipboard, or else a file. */
export async function copyWords(desk: Desk): Promise<void> {
  if (await copyText(markdownText(desk.replica.doc))) toast(t('document.wordsCopied'))
  else takeWords(desk)
}

function takeWords({ title, replica }: Desk): void {
  const name = title.peek().slice(0, 60) || t('document.untitled')
  downloadText(`${name}.md`, markdownText(replica.doc))
}
