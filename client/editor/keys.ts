import {
  chainCommands,
  deleteSelection,
  selectAll,
  selectNodeBackward,
  selectNodeForward,
} from '@tiptap/pm/commands'
import type { Command } from '@tiptap/pm/state'
import { exitCode, insertBreak, splitBlock } from './commands/enter.ts'
import { indentCode, insertDivider, outdentCode } from './commands/insert.ts'
import { backspaceAtStart, joinForward } from './commands/joining.ts'
import { indentBy, setKind, toggleChecked, toggleKind, toggleList } from './commands/kinds.ts'
import { clearMarks, type MarkName, toggleMark } from './commands/marks.ts'
import { moveBlocks } from './commands/moving.ts'
import { askForLink } from './link-asked.ts'
import { codeByEnter } from './shortcuts.ts'

/** Which key does what. `Mod` is Cmd on a Mac and Ctrl elsewhere. */
export function editorKeys(isMac: boolean): Record<string, Command> {
  const backspace = chainCommands(deleteSelection, backspaceAtStart, selectNodeBackward)
  const del = chainCommands(deleteSelection, joinForward, selectNodeForward)
  return {
    Enter: chainCommands(codeByEnter, splitBlock),
    'Shift-Enter': insertBreak,
    'Mod-Enter': chainCommands(exitCode, toggleChecked),
    Backspace: backspace,
    'Mod-Backspace': backspace,
    'Shift-Backspace': backspace,
    Delete: del,
    'Mod-Delete': del,
    'Mod-a': selectAll,
    Tab: chainCommands(indentCode, indentBy(1)),
    'Shift-Tab': chainCommands(outdentCode, indentBy(-1)),
    'Mod-]': indentBy(1),
    'Mod-[': indentBy(-1),
    'Alt-Shift-ArrowUp': moveBlocks(-1),
    'Alt-Shift-ArrowDown': moveBlocks(1),
    'Mod-b': markKey('bold'),
    'Mod-i': markKey('italic'),
    'Mod-u': markKey('underline'),
    'Mod-Shift-s': toggleMark('strike'),
    'Mod-e': toggleMark('code'),
    'Mod-Shift-h': toggleMark('highlight'),
    'Mod-Shift-k': askForLink,
    'Mod-\\': clearMarks,
    'Mod-Alt-0': setKind('paragraph'),
    'Mod-Alt-1': toggleKind('heading', { level: 1 }),
    'Mod-Alt-2': toggleKind('heading', { level: 2 }),
    'Mod-Alt-3': toggleKind('heading', { level: 3 }),
    'Mod-Alt-c': toggleKind('code'),
    'Mod-Shift-b': toggleKind('quote'),
    'Mod-Shift-7': toggleList('ordered'),
    'Mod-Shift-8': toggleList('bullet'),
    'Mod-Shift-9': toggleList('task'),
    'Mod-Shift--': insertDivider,
    ...(isMac ? emacsKeys(backspace, del) : {}),
  }
}

/** A Mac deletes by these, too; left to the browser they would join blocks behind our back. */
function emacsKeys(backspace: Command, del: Command): Record<string, Command> {
  return {
    'Ctrl-h': backspace,
    'Alt-Backspace': backspace,
    'Ctrl-d': del,
    'Ctrl-Alt-Backspace': del,
    'Alt-Delete': del,
    'Alt-d': del,
  }
}

/** The browser knows these keys too: left to it, it would make bold what takes no marks. */
function markKey(name: MarkName): Command {
  return chainCommands(toggleMark(name), () => true)
}
