import { markdownText } from '../../shared/document/plain-text.ts'
import type { Command } from '../ui/commands.ts'
import { copyText, downloadText } from '../ui/take-along.ts'
import { toast } from '../ui/toasts.ts'
import { t } from '../words/words.ts'
import type { Desk } from './desk.ts'

/** What can be done with the open document as a whole. */
export function documentCommands(desk: Desk): Command[] {
  if (desk.replica.phase.peek() !== 'ready') return []
  const group = t('palette.groups.document')
  return [
    {
      ...{ id: 'document.copy', name: t('document.copyAll'), group, icon: 'copy' },
      run: () => void copyWords(desk),
    },
    {
      ...{ id: 'document.download', name: t('document.download'), group, icon: 'down' },
      run: () => takeWords(desk),
    },
    ...(desk.replica.status.peek().kind === 'saved' ? [] : [send(desk, group)]),
  ]
}

function send({ replica }: Desk, group: string): Command {
  const about = { id: 'document.send', name: t('sync.sendNow'), group }
  return { ...about, icon: 'retry', run: () => replica.retry() }
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
