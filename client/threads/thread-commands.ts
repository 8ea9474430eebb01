import type { Command } from '../ui/commands.ts'
import { t } from '../words/words.ts'
import { COMMENT_KEYS, THREAD_KEYS } from './keys.ts'
import type { Margin } from './margin.ts'

/** What can be done with threads now. */
export function threadCommands(margin: Margin): Command[] {
  if (margin.isHidden.peek()) return []
  const group = t('threads.panel')
  const isOpen = margin.isPanelOpen.peek()
  const walk: Command[] = [
    {
      ...{ id: 'threads.cross', name: t('threads.keyThread'), group, icon: 'comments' },
      ...{ keys: THREAD_KEYS, isHeard: true, run: () => margin.fromText() },
    },
    {
      ...{ id: 'threads.next', name: t('threads.keyNext'), group, icon: 'down' },
      ...{ keys: 'F8', run: () => margin.step(1) },
    },
    {
      ...{ id: 'threads.previous', name: t('threads.keyPrevious'), group, icon: 'up' },
      ...{ keys: 'Shift-F8', run: () => margin.step(-1) },
    },
  ]
  return [
    ...(margin.mayComment.peek() ? write(margin, group) : []),
    ...(margin.order().length > 0 ? walk : []),
    ...(margin.mayComment.peek() ? answer(margin, group) : []),
    {
      ...{ id: 'threads.panel', name: t(isOpen ? 'threads.close' : 'threads.back'), group },
      icon: 'comments',
      run: () => (isOpen ? margin.closePanel() : margin.openPanel()),
    },
  ]
}

/** To the thread that is open: its card does it, as by its own keys. */
function answer(margin: Margin, group: string): Command[] {
  const view = margin.threads.views.peek().get(margin.focused.peek() ?? '')
  if (!view) return []
  const { id, resolution } = view.thread
  const press = (act: string) => () => {
    const control = document.querySelector<HTMLElement>(`[data-card="${id}"] [data-act="${act}"]`)
    if (control) control.click()
    else margin.goTo(id)
  }
  const name = t(resolution ? 'threads.reopen' : 'threads.resolve')
  const resolve: Command = {
    ...{ id: 'threads.resolve', name, group, icon: resolution ? 'reopen' : 'check' },
    ...{ keys: 'e', isHeard: true, run: press('resolve') },
  }
  const reply: Command = {
    ...{ id: 'threads.reply', name: t('threads.reply'), group, icon: 'comment' },
    ...{ keys: 'r', isHeard: true, run: press('reply') },
  }
  return resolution ? [resolve] : [reply, resolve]
}

function write(margin: Margin, group: string): Command[] {
  return [
    {
      ...{ id: 'threads.comment', name: t('threads.comment'), group, icon: 'comment' },
      ...{ keys: COMMENT_KEYS, isHeard: true, run: () => margin.comment() },
    },
    {
      ...{ id: 'threads.block', name: t('threads.commentBlock'), group, icon: 'comment' },
      run: () => margin.commentOnBlock(),
    },
    {
      ...{ id: 'threads.document', name: t('threads.commentDocument'), group, icon: 'comment' },
      run: () => margin.commentOnDocument(),
    },
  ]
}

/** What of the open thread can be acted on, the last said first; no focus was in it yet. */
export function openRows(): Element[] {
  return [...document.querySelectorAll('[data-card][data-open="true"] [data-acts-on]')].reverse()
}
