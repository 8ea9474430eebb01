import './ui/tokens.css'
import './ui/base.css'
import { effect } from '@preact/signals'
import { render } from 'preact'
import { must } from '../shared/kit/assert.ts'
import { realClock } from '../shared/kit/clock.ts'
import { Account } from './accounts/account.ts'
import { followOtherTabs, isLeft, type Keep } from './accounts/leaving.ts'
import { App, loadLibrary } from './app.tsx'
import { loadDesk } from './at-desk.tsx'
import { rememberTitles } from './documents/seen-titles.ts'
import { startOffline } from './offline/offline.ts'
import { path, startPath } from './ui/path.ts'
import { startTheme } from './ui/theme.ts'
import { startWords, writeAs } from './words/words.ts'

const kept = keptHere()
// Somebody signed out: before anything is opened, what was theirs goes.
if (isLeft(kept)) await import('./accounts/forget.ts').then(({ forget }) => forget(kept))
const account = new Account(kept)
startTheme(kept)
rememberTitles(kept)
startPath()
if (path.value.startsWith('/d/')) void loadDesk()
else void loadLibrary()
void account.meet()
followOtherTabs(account, kept)
await startWords(kept)
effect(() => writeAs(account.me.value))
// Not before the server knows who asks: see Account.known.
void account.known().then(() => startOffline(new URL(import.meta.url).pathname, realClock))
render(
  <App account={account} keep={kept} />,
  must(document.getElementById('app'), 'the page has an #app'),
)

/** Small choices of this browser; forgotten with the tab where storage is forbidden. */
function keptHere(): Keep {
  try {
    return localStorage
  } catch {
    const here = new Map<string, string>()
    return {
      getItem: (key) => here.get(key) ?? null,
      setItem: (key, value) => {
        here.set(key, value)
      },
      removeItem: (key) => {
        here.delete(key)
      },
    }
  }
}
