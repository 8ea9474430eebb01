import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { REMOTE } from '../binding/binding.ts'
import { insertMention } from './commands/insert.ts'

export interface Named {
  readonly id: string
  readonly label: string
}

/** An `@` with the first letters of a name before the caret. */
export interface MentionAsked {
  readonly from: number
  readonly query: string
  /** Which of the people that fit is chosen. */
  readonly at: number
  readonly dismissed: boolean
}

const QUERY_MAX = 30

const mentionAsked = new PluginKey<MentionAsked | null>('mentionAsked')

/**
 * Asks for a person after a typed `@`. Only typing opens it: who merely walks past an `@`, or sees
 * somebody else type one, keeps all keys for themselves.
 */
export function mentionAskedPlugin(people: () => readonly Named[]): Plugin<MentionAsked | null> {
  return new Plugin<MentionAsked | null>({
    key: mentionAsked,
    state: {
      init: () => null,
      apply: (tr, asked, _before, state) => {
        const said: Partial<MentionAsked> | undefined = tr.getMeta(mentionAsked)
        if (said) return asked && { ...asked, ...said }
        if (!tr.docChanged) return tr.selectionSet ? null : asked
        return isTyped(tr) || asked ? read(state, asked) : null
      },
    },
    props: {
      handleKeyDown: (view, event) => handleKey(view, event, people()),
      attributes: (state): Record<string, string> => {
        const asked = mentionOf(state)
        const chosen = asked && fitting(people(), asked.query)[asked.at]
        if (!chosen) return {}
        return { 'aria-controls': 'mentions', 'aria-activedescendant': `mention-${chosen.id}` }
      },
    },
  })
}

export function mentionOf(state: EditorState): MentionAsked | null {
  const asked = mentionAsked.getState(state)
  return asked && !asked.dismissed ? asked : null
}

/** The people whose name, or a part of it, begins so. */
export function fitting(people: readonly Named[], query: string): Named[] {
  const wanted = query.toLocaleLowerCase()
  const begins = ({ label }: Named) =>
    ` ${label.toLocaleLowerCase()}`.replaceAll('-', ' ').includes(` ${wanted}`)
  return people.filter(begins).slice(0, 8)
}

/** Puts a person in the place of the `@` and the letters behind it. */
export function mention(view: EditorView, person: Named): void {
  const asked = mentionOf(view.state)
  if (!asked) return
  const { state } = view
  const cleared = state.apply(state.tr.delete(asked.from, state.selection.from))
  insertMention(person)(cleared, (tr) => {
    const all = state.tr.delete(asked.from, state.selection.from)
    for (const step of tr.steps) all.step(step)
    view.dispatch(all.insertText(' ').scrollIntoView())
  })
}

function handleKey(view: EditorView, event: KeyboardEvent, people: readonly Named[]): boolean {
  const asked = mentionOf(view.state)
  const found = asked ? fitting(people, asked.query) : []
  if (!asked || found.length === 0) return false
  const say = (said: Partial<MentionAsked>) => {
    view.dispatch(view.state.tr.setMeta(mentionAsked, said))
    return true
  }
  const { key } = event
  if (key === 'ArrowDown') return say({ at: (asked.at + 1) % found.length })
  if (key === 'ArrowUp') return say({ at: (asked.at + found.length - 1) % found.length })
  if (key === 'Escape') return say({ dismissed: true })
  const person = found[asked.at]
  if ((key !== 'Enter' && key !== 'Tab') || event.shiftKey || !person) return false
  mention(view, person)
  return true
}

function isTyped(tr: Transaction): boolean {
  return tr.getMeta(REMOTE) === undefined && tr.getMeta('uiEvent') === undefined
}

function read(state: EditorState, before: MentionAsked | null): MentionAsked | null {
  const { empty, $from } = state.selection
  const { parent, parentOffset } = $from
  if (!empty || !parent.isTextblock || parent.attrs.kind === 'code') return null
  const start = Math.max(0, parentOffset - QUERY_MAX)
  const text = parent.textBetween(start, parentOffset, '', '￼')
  const query = /(?:^|[\s(￼])@([\p{L}\p{N}-]*)$/u.exec(text)?.[1]
  if (query === undefined) return null
  const from = $from.pos - query.length - 1
  const same = before?.query === query
  return { from, query, at: same ? before.at : 0, dismissed: before?.dismissed ?? false }
}
