import { Plugin } from '@tiptap/pm/state'

/**
 * The server takes 4 MiB in one update; words become somewhat more on the way. What is refused only
 * there cannot be undone away: Yjs keeps it for redo, and every later step 2 carries it along. [ED38]
 */
const PASTE_AT_MOST_BYTES = 3 * 1024 * 1024

/** Does not let in at once what the server would refuse; `refused` says so. */
export function pasteLimit(refused: () => void): Plugin {
  const judge = (event: Event, data: DataTransfer | null) => {
    if (!data || sizeOf(data) <= PASTE_AT_MOST_BYTES) return false
    event.preventDefault()
    refused()
    return true
  }
  return new Plugin({
    props: {
      handleDOMEvents: {
        paste: (_, event) => judge(event, event.clipboardData),
        drop: (_, event) => judge(event, event.dataTransfer),
      },
    },
  })
}

/** In bytes of UTF-8. HTML counts only where there are no plain words: most of it is markup. */
function sizeOf(data: DataTransfer): number {
  return new Blob([data.getData('text/plain') || data.getData('text/html')]).size
}
