import { useEffect, useRef } from 'preact/hooks'
import { type Command, useCommands } from './commands.ts'

/** A row, with the name of what its controls act on. */
const ROW = 'data-acts-on'

/** What stands in a row's own place for them; words may have links that are none. */
const CONTROLS = '[data-acts] :is(button, a), summary'

interface RowCommands {
  /** Before their names in the ids. */
  scope: string
  group: string
  named: (row: { what: string; title: string }) => string
  /** Rows that are meant also if the focus was never in them. */
  others?: () => readonly Element[]
}

/**
 * The controls of the row that has the focus, or had it last, under names that say of which row: in
 * the list of all commands no row is seen. A command presses the control itself.
 */
export function useRowCommands({ scope, group, named, others = () => [] }: RowCommands): void {
  const chosen = useRef<Element | null>(null)
  useEffect(() => {
    const notice = ({ target }: FocusEvent) => {
      const row = target instanceof Element ? target.closest(`[${ROW}]`) : null
      if (row) chosen.current = row
    }
    document.addEventListener('focusin', notice)
    return () => document.removeEventListener('focusin', notice)
  }, [])
  useCommands(() => {
    const first = chosen.current?.isConnected ? [chosen.current] : []
    // Of two with one id the first counts: that of the row that was chosen.
    const byId = new Map<string, Command>()
    for (const row of [...first, ...others()])
      for (const command of commandsOf(row, { scope, group, named }))
        if (!byId.has(command.id)) byId.set(command.id, command)
    return [...byId.values()]
  }, 'without keys')
}

function commandsOf(row: Element, { scope, group, named }: RowCommands): Command[] {
  const title = row.getAttribute(ROW) ?? ''
  return [...row.querySelectorAll<HTMLElement>(CONTROLS)].map((control) => {
    const what = control.ariaLabel || control.title || control.textContent.trim()
    const id = `${scope}.${what.replaceAll(/\s+/g, '-')}`
    return { id, name: named({ what, title }), group, run: () => control.click() }
  })
}
