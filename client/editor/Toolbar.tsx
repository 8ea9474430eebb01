import type { Editor } from '@tiptap/core'
import { useEffect, useRef, useState } from 'preact/hooks'
import { IconButton } from '../ui/Button.tsx'
import { useCommands } from '../ui/commands.ts'
import type { IconName } from '../ui/Icon.tsx'
import { IS_MAC, keyForEars, keyName } from './key-name.ts'
import { LinkEditor } from './LinkEditor.tsx'
import { MentionList } from './MentionList.tsx'
import styles from './Toolbar.module.css'
import { KEYS_ALONE, TOOLS, type Tool } from './tools.ts'
import { useEditorFacts } from './use-editor-facts.ts'

const ALL: readonly Tool[] = [
  { label: 'undo', icon: 'undo', keys: 'Mod-z', run: () => true },
  { label: 'redo', icon: 'redo', keys: 'Mod-Shift-z', run: () => true },
  ...TOOLS.flat(),
]

/** A tool that another slice brings along. */
export interface MoreTool {
  readonly name: string
  readonly icon: IconName
  readonly keys: string
  readonly run: () => void
}

interface ToolbarProps {
  editor: Editor
  more?: readonly MoreTool[]
}

/** Everything the text can be, as buttons: one stop of the Tab key, arrows from one to the next. */
export function Toolbar({ editor, more = [] }: ToolbarProps) {
  const bar = useRef<HTMLDivElement>(null)
  const [stop, setStop] = useState(0)
  const { labels } = editor.storage.interline
  const can = useEditorFacts(editor, () => {
    const { undo, redo } = editor.can()
    return { undo: undo(), redo: redo() }
  })
  const isIdle = ({ label }: Tool) => (label === 'undo' || label === 'redo') && !can[label]
  const on = useEditorFacts(editor, (state) => ALL.map((tool) => tool.isOn?.(state) ?? null))
  useEffect(() => focusOnKey(editor, () => buttonsOf(bar.current)[stop]?.focus()), [editor, stop])

  const use = (tool: Tool, byPointer: boolean) => {
    if (tool.label === 'undo') editor.commands.undo()
    else if (tool.label === 'redo') editor.commands.redo()
    else tool.run(editor.state, editor.view.dispatch, editor.view)
    if (byPointer) editor.view.focus()
  }
  useCommands(() => [
    ...[...ALL, ...KEYS_ALONE].map((tool) => ({
      id: `text.${tool.label}`,
      name: labels[tool.label],
      group: labels.toolbar,
      icon: tool.icon,
      ...(tool.keys && { keys: tool.keys, isHeard: true }),
      run: () => use(tool, true),
    })),
    {
      id: 'text.toolbar',
      name: labels.toolbarKey,
      group: labels.toolbar,
      keys: 'Alt-F10',
      isHeard: true,
      run: () => buttonsOf(bar.current)[stop]?.focus(),
    },
  ])
  const move = (event: KeyboardEvent) => {
    const { direction } = getComputedStyle(event.currentTarget as Element)
    const next = nextStop(event.key, stop, ALL.length + more.length, direction)
    if (event.key === 'Escape') editor.view.focus()
    if (next === null) return
    event.preventDefault()
    setStop(next)
    buttonsOf(bar.current)[next]?.focus()
  }
  return (
    <>
      <div
        ref={bar}
        class={styles.bar}
        role='toolbar'
        aria-label={labels.toolbar}
        aria-controls={editor.view.dom.id || undefined}
        onKeyDown={move}
      >
        {ALL.map((tool, at) => (
          <span key={tool.label} class={FIRSTS.has(tool) ? styles.first : undefined}>
            <IconButton
              label={labels[tool.label]}
              icon={tool.icon}
              title={nameWithKey(labels[tool.label], tool.keys)}
              aria-keyshortcuts={tool.keys && keyForEars(tool.keys, IS_MAC)}
              aria-pressed={on[at] ?? undefined}
              // Not `disabled`: it stays a stop of the arrow keys.
              aria-disabled={isIdle(tool) || undefined}
              tabIndex={at === stop ? 0 : -1}
              onFocus={() => setStop(at)}
              // Keeps the selection, and on a phone the keyboard.
              onMouseDown={(event) => event.preventDefault()}
              onClick={(event) => use(tool, event.detail > 0)}
            />
          </span>
        ))}
        {more.map(({ name, icon, keys, run }, at) => (
          <span key={name} class={at === 0 ? styles.first : undefined}>
            <IconButton
              label={name}
              icon={icon}
              title={nameWithKey(name, keys)}
              aria-keyshortcuts={keyForEars(keys, IS_MAC)}
              tabIndex={ALL.length + at === stop ? 0 : -1}
              onFocus={() => setStop(ALL.length + at)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={run}
            />
          </span>
        ))}
      </div>
      <LinkEditor editor={editor} />
      <MentionList editor={editor} />
    </>
  )
}

const FIRSTS = new Set(TOOLS.map(([first]) => first))

/** Alt-F10 goes from the text to its tools, as in other editors; Escape comes back. */
function focusOnKey(editor: Editor, focus: () => void): () => void {
  const { dom } = editor.view
  const listen = (event: KeyboardEvent) => {
    if (event.key !== 'F10' || !event.altKey) return
    event.preventDefault()
    focus()
  }
  dom.addEventListener('keydown', listen)
  return () => dom.removeEventListener('keydown', listen)
}

function nextStop(key: string, stop: number, stops: number, direction: string): number | null {
  const forward = direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight'
  const back = direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft'
  if (key === forward) return (stop + 1) % stops
  if (key === back) return (stop + stops - 1) % stops
  if (key === 'Home') return 0
  return key === 'End' ? stops - 1 : null
}

function buttonsOf(bar: HTMLElement | null): HTMLButtonElement[] {
  return bar ? [...bar.querySelectorAll('button')] : []
}

function nameWithKey(name: string, keys: string | undefined): string {
  return keys === undefined ? name : `${name} (${keyName(keys, IS_MAC)})`
}
