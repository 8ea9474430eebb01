import type { Editor } from '@tiptap/core'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Button, ButtonLink } from '../ui/Button.tsx'
import { linkAround, removeLink, setLink } from './commands/marks.ts'
import styles from './LinkEditor.module.css'
import { endAskingForLink, isLinkAsked } from './link-asked.ts'
import { placeBeside } from './place-beside.ts'
import { completeHref, safeHref } from './safe-href.ts'
import { useEditorFacts } from './use-editor-facts.ts'

/** Where an address is typed; opens beside the words when a link is asked for. */
export function LinkEditor({ editor }: { editor: Editor }) {
  const asked = useEditorFacts(editor, isLinkAsked)
  return asked ? <Address editor={editor} /> : null
}

function Address({ editor }: { editor: Editor }) {
  const { labels } = editor.storage.interline
  const box = useRef<HTMLDivElement>(null)
  const [known] = useState(() => linkAround(editor.state)?.href ?? '')
  const [typed, setTyped] = useState(known)
  const [refused, setRefused] = useState(false)
  useLayoutEffect(() => placeBeside(editor, box.current), [editor])
  useEffect(() => box.current?.querySelector('input')?.select(), [])

  const close = () => {
    endAskingForLink(editor.state, editor.view.dispatch)
    editor.view.focus()
  }
  const set = (event: Event) => {
    event.preventDefault()
    const href = completeHref(typed)
    if (href === null) return setRefused(true)
    setLink(href)(editor.state, editor.view.dispatch)
    close()
  }
  const remove = () => {
    removeLink(editor.state, editor.view.dispatch)
    close()
  }
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    close()
  }
  return (
    <div ref={box} class={styles.box} role='dialog' aria-label={labels.link}>
      <form class={styles.form} onSubmit={set} onKeyDown={leave}>
        <input
          class={styles.address}
          aria-label={labels.linkAddress}
          aria-invalid={refused}
          aria-describedby={refused ? 'link-refused' : undefined}
          placeholder={labels.linkHint}
          inputMode='url'
          autocomplete='off'
          autocapitalize='off'
          spellcheck={false}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type='submit' look='primary'>
          {labels.linkSet}
        </Button>
        {known !== '' && <Button onClick={remove}>{labels.linkRemove}</Button>}
        {safeHref(known) !== null && <ButtonLink href={known}>{labels.linkOpen}</ButtonLink>}
      </form>
      {refused && (
        <p id='link-refused' class={styles.refused} role='alert'>
          {labels.linkRefused}
        </p>
      )}
    </div>
  )
}
