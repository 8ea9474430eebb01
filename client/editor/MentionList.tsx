import type { Editor } from '@tiptap/core'
import { useLayoutEffect, useRef } from 'preact/hooks'
import styles from './MentionList.module.css'
import { fitting, mention, mentionOf } from './mention-asked.ts'
import { placeBeside } from './place-beside.ts'
import { useEditorFacts } from './use-editor-facts.ts'

/** The people an `@` may mean, beside the caret; the keys go on belonging to the text. */
export function MentionList({ editor }: { editor: Editor }) {
  const { labels, people } = editor.storage.interline
  const asked = useEditorFacts(editor, mentionOf)
  const found = asked ? fitting(people(), asked.query) : []
  const box = useRef<HTMLDivElement>(null)
  const isOpen = found.length > 0
  useLayoutEffect(() => (isOpen ? placeBeside(editor, box.current) : undefined), [editor, isOpen])
  if (!asked || !isOpen) return null
  return (
    <div ref={box} id='mentions' class={styles.list} role='listbox' aria-label={labels.mention}>
      {found.map((person, at) => (
        <div
          key={person.id}
          id={`mention-${person.id}`}
          role='option'
          tabIndex={-1}
          aria-selected={at === asked.at}
          class={styles.person}
          onMouseDown={(event) => {
            event.preventDefault()
            mention(editor.view, person)
          }}
        >
          <bdi>{person.label}</bdi>
        </div>
      ))}
    </div>
  )
}
