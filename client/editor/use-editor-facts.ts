import type { Editor } from '@tiptap/core'
import type { EditorState } from '@tiptap/pm/state'
import { useEffect, useState } from 'preact/hooks'

/**
 * What a component wants to know of the editor's state, read once a frame and after it was painted:
 * no button may slow a key down. Drawn anew only when an answer changed.
 */
export function useEditorFacts<Facts>(editor: Editor, read: (state: EditorState) => Facts): Facts {
  const [facts, setFacts] = useState(() => read(editor.state))
  useEffect(() => {
    let frame = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      frame = 0
      if (editor.isDestroyed) return
      const next = read(editor.state)
      setFacts((known) => (JSON.stringify(known) === JSON.stringify(next) ? known : next))
    }
    const wait = () => {
      // What a frame's callback leaves to a timer is done when the frame is painted.
      frame ||= requestAnimationFrame(() => {
        timer = setTimeout(look)
      })
    }
    editor.on('transaction', wait)
    wait()
    return () => {
      editor.off('transaction', wait)
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [editor])
  return facts
}
