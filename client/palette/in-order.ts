import type { Command } from '../ui/commands.ts'
import { t } from '../words/words.ts'

/** Group after group: first what is about the page one looks at, last what is about none. */
export function inOrder(all: readonly Command[]): readonly Command[] {
  const groups: readonly string[] = [
    ...[t('palette.groups.document'), t('threads.panel'), t('palette.groups.app')],
    ...[t('palette.groups.people'), t('editor.toolbar')],
    ...[t('palette.groups.appearance'), t('palette.groups.documents')],
  ]
  const rank = ({ group }: Command) => groups.indexOf(group)
  return all.toSorted((a, b) => rank(a) - rank(b))
}
