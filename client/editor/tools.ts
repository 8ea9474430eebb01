import type { Command, EditorState } from '@tiptap/pm/state'
import type { IconName } from '../ui/Icon.tsx'
import { insertBreak } from './commands/enter.ts'
import { askForMention, insertDivider } from './commands/insert.ts'
import {
  indentBy,
  isKind,
  isList,
  type Kind,
  type List,
  setKind,
  toggleChecked,
  toggleKind,
  toggleList,
} from './commands/kinds.ts'
import { clearMarks, isMarked, type MarkName, toggleMark } from './commands/marks.ts'
import { moveBlocks } from './commands/moving.ts'
import type { EditorLabels } from './labels.en.ts'
import { askForLink } from './link-asked.ts'

/** One button of the toolbar: its name, its key and what it does. */
export interface Tool {
  readonly label: keyof EditorLabels
  readonly icon: IconName
  /** As in `editorKeys`. */
  readonly keys?: string
  readonly run: Command
  /** Only of what is on or off. */
  readonly isOn?: (state: EditorState) => boolean
}

/** The toolbar, group by group; undo and redo stand before it. */
export const TOOLS: readonly (readonly Tool[])[] = [
  [
    kind('paragraph', 'paragraph', 'Mod-Alt-0', 'paragraph'),
    kind('heading1', 'heading1', 'Mod-Alt-1', 'heading', 1),
    kind('heading2', 'heading2', 'Mod-Alt-2', 'heading', 2),
    kind('heading3', 'heading3', 'Mod-Alt-3', 'heading', 3),
    kind('quote', 'quote', 'Mod-Shift-b', 'quote'),
    kind('codeBlock', 'code-block', 'Mod-Alt-c', 'code'),
  ],
  [
    mark('bold', 'bold', 'Mod-b'),
    mark('italic', 'italic', 'Mod-i'),
    mark('underline', 'underline', 'Mod-u'),
    mark('strike', 'strike', 'Mod-Shift-s'),
    mark('code', 'code', 'Mod-e'),
    mark('highlight', 'highlight', 'Mod-Shift-h'),
    {
      label: 'link',
      icon: 'link',
      keys: 'Mod-Shift-k',
      run: askForLink,
      isOn: (state) => isMarked(state, 'link'),
    },
    { label: 'clear', icon: 'clear', keys: 'Mod-\\', run: clearMarks },
  ],
  [
    list('bullet', 'list', 'Mod-Shift-8'),
    list('ordered', 'list-ordered', 'Mod-Shift-7'),
    list('task', 'list-task', 'Mod-Shift-9'),
    { label: 'outdent', icon: 'outdent', keys: 'Shift-Tab', run: indentBy(-1) },
    { label: 'indent', icon: 'indent', keys: 'Tab', run: indentBy(1) },
  ],
  [
    { label: 'divider', icon: 'divider', keys: 'Mod-Shift--', run: insertDivider },
    { label: 'mention', icon: 'mention', keys: '@', run: askForMention },
    { label: 'lineBreak', icon: 'break', keys: 'Shift-Enter', run: insertBreak },
  ],
]

/** What has a key and no button. */
export const KEYS_ALONE: readonly Tool[] = [
  { label: 'tickKey', icon: 'check', keys: 'Mod-Enter', run: toggleChecked },
  { label: 'moveUp', icon: 'up', keys: 'Alt-Shift-ArrowUp', run: moveBlocks(-1) },
  { label: 'moveDown', icon: 'down', keys: 'Alt-Shift-ArrowDown', run: moveBlocks(1) },
]

function kind(
  label: keyof EditorLabels,
  icon: IconName,
  keys: string,
  name: Kind,
  level?: 1 | 2 | 3,
): Tool {
  const details = level === undefined ? {} : { level }
  const run = name === 'paragraph' ? setKind(name) : toggleKind(name, details)
  return { label, icon, keys, run, isOn: (state) => isKind(state, name, level) }
}

function mark(name: MarkName & keyof EditorLabels, icon: IconName, keys: string): Tool {
  return { label: name, icon, keys, run: toggleMark(name), isOn: (state) => isMarked(state, name) }
}

function list(name: List, icon: IconName, keys: string): Tool {
  return { label: name, icon, keys, run: toggleList(name), isOn: (state) => isList(state, name) }
}
