import type { Editor, JSONContent } from '@tiptap/core'
import { Selection } from '@tiptap/pm/state'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { type Body, readBody } from '../../shared/threads/body.ts'
import { LinkEditor } from '../editor/LinkEditor.tsx'
import { MentionList } from '../editor/MentionList.tsx'
import type { Named } from '../editor/mention-asked.ts'
import { Button } from '../ui/Button.tsx'
import { editorWords, t } from '../words/words.ts'
import styles from './Composer.module.css'
import { openCommentEditor } from './comment-editor.ts'

interface ComposerProps {
  /** What it is for: the field's name and its hint. */
  name: string
  send: string
  /** What was written before, as this field gave it to `onChange`. */
  body: unknown
  people: () => readonly Named[]
  /** null: the field is empty. */
  onChange: (body: unknown) => void
  onSend: (body: Body) => void
  /** Escape, or its button. What was written has been given to `onChange`. */
  onLeave: () => void
}

/** Where a comment is written. Takes the focus when it appears. */
export function Composer(props: ComposerProps) {
  const { name, send, onLeave } = props
  const field = useRef<HTMLDivElement>(null)
  const latest = useRef(props)
  latest.current = props
  const [editor, setEditor] = useState<Editor | null>(null)
  const [isEmpty, setEmpty] = useState(true)
  const [refusal, setRefusal] = useState<string | null>(null)

  const submit = (from: Editor | null) => {
    if (!from || from.isEmpty) return
    const reading = readBody(from.getJSON())
    if (reading.kind === 'body') latest.current.onSend(reading.body)
    else setRefusal(t('threads.tooLong'))
  }
  // Before the next key, which belongs to it.
  useLayoutEffect(() => {
    if (!field.current) return
    const { body, people } = latest.current
    const opened: Editor = openCommentEditor({
      ...{ element: field.current, body: contentOf(body), labels: editorWords() },
      ...{ name, description: t('threads.writeKeys'), people },
      onChange: () => {
        setEmpty(opened.isEmpty)
        setRefusal(null)
        latest.current.onChange(opened.isEmpty ? null : opened.getJSON())
      },
      onSend: () => submit(opened),
      onLeave: () => latest.current.onLeave(),
    })
    setEmpty(opened.isEmpty)
    setEditor(opened)
    // At once: Tiptap's own focus comes a frame later, and loses the first letter typed.
    opened.view.dispatch(opened.state.tr.setSelection(Selection.atEnd(opened.state.doc)))
    opened.view.focus()
    return () => opened.destroy()
  }, [name])

  return (
    <div class={styles.composer}>
      <div ref={field} class={styles.field} data-hint={isEmpty ? name : undefined} />
      {refusal && (
        <p class={styles.refused} role='alert'>
          {refusal}
        </p>
      )}
      <div class={styles.end}>
        <Button onClick={onLeave}>{t('threads.cancel')}</Button>
        <Button look='primary' disabled={isEmpty} onClick={() => submit(editor)}>
          {send}
        </Button>
      </div>
      {editor && <LinkEditor editor={editor} />}
      {editor && <MentionList editor={editor} />}
    </div>
  )
}

/** A draft of this browser is as good as a stranger's words: read, and rebuilt from what is known. */
function contentOf(said: unknown): JSONContent | null {
  const reading = readBody(said)
  return reading.kind === 'body' ? { ...reading.body } : null
}
