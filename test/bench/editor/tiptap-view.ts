import { Editor } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { StarterKit } from '@tiptap/starter-kit'
import { IndexeddbPersistence } from 'y-indexeddb'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

/**
 * Tiptap's own Collaboration as its guide sets it up, without carets. With `&keeps` it keeps the
 * document in IndexedDB too; with `&alone` nothing comes from a server.
 */
const asked = new URLSearchParams(location.search)
const room = asked.get('room') ?? ''
const doc = new Y.Doc()
const open = () =>
  new Editor({
    element: document.body,
    extensions: [
      StarterKit.configure({ undoRedo: false }),
      Collaboration.configure({ document: doc }),
    ],
  })

if (asked.has('keeps')) new IndexeddbPersistence(room, doc).once('synced', start)
else start()

/** As in ours: nobody types before the text is there. */
function start(): void {
  if (asked.has('alone')) {
    open()
    return
  }
  const provider = new WebsocketProvider(asked.get('relay') ?? '', room, doc, { disableBc: true })
  provider.once('sync', open)
}
