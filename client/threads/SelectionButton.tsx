import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { keepPlaced } from '../editor/keep-placed.ts'
import { IS_MAC, keyForEars, keyName } from '../editor/key-name.ts'
import { useEditorFacts } from '../editor/use-editor-facts.ts'
import { Icon } from '../ui/Icon.tsx'
import { t } from '../words/words.ts'
import { threadAt } from './groups.ts'
import { COMMENT_KEYS } from './keys.ts'
import type { Margin } from './margin.ts'
import styles from './SelectionButton.module.css'

const GAP_PX = 8

/** Beside selected words: comment on them. On a phone also: show the comment under the caret. */
export function SelectionButton({ margin }: { margin: Margin }) {
  const { editor } = margin
  const isPressed = usePressed()
  const words = useEditorFacts(editor, ({ selection }) => {
    return selection.empty ? null : { from: selection.from, to: selection.to }
  })
  const head = useEditorFacts(editor, ({ selection }) => selection.head)
  if (isPressed.value || margin.composing.value) return null
  if (words && margin.mayComment.value && margin.focused.value === null)
    return (
      <Beside margin={margin} at={words.to} key='comment'>
        <button
          type='button'
          class={styles.button}
          data-comment-here
          title={`${t('threads.keyComment')} (${keyName(COMMENT_KEYS, IS_MAC)})`}
          aria-keyshortcuts={keyForEars(COMMENT_KEYS, IS_MAC)}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => margin.comment()}
        >
          <Icon name='comment' size={16} />
          <span class={margin.isBeside.value ? 'unseen' : undefined}>{t('threads.comment')}</span>
        </button>
      </Beside>
    )
  const here =
    margin.isNarrow.value && !words
      ? threadAt(margin.groups.value, margin.anchors.places.peek(), head)
      : null
  if (!here || margin.isPanelOpen.value || !editor.isFocused) return null
  return (
    <Beside margin={margin} at={head} key='show'>
      <button
        type='button'
        class={styles.button}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => margin.goTo(here)}
      >
        <Icon name='comments' size={16} />
        {t('threads.showThread')}
      </button>
    </Beside>
  )
}

interface BesideProps {
  margin: Margin
  at: number
  children: preact.ComponentChildren
}

/** In the margin, level with the end of the selection; below it where there is no margin. */
function Beside({ margin, at, children }: BesideProps) {
  const box = useRef<HTMLDivElement>(null)
  const { editor, isNarrow } = margin
  const narrow = isNarrow.value
  useLayoutEffect(() => {
    const put = () => {
      const element = box.current
      if (!element || editor.isDestroyed) return
      const { view, state } = editor
      const { top, bottom, left } = view.coordsAtPos(Math.min(at, state.doc.content.size))
      const page = view.dom.getBoundingClientRect()
      const isRtl = getComputedStyle(document.documentElement).direction === 'rtl'
      const room = document.documentElement.clientWidth - element.offsetWidth - GAP_PX
      const side = isRtl ? page.left - element.offsetWidth - GAP_PX : page.right + GAP_PX
      const x = narrow ? left - element.offsetWidth / 2 : side
      element.style.left = `${Math.max(GAP_PX, Math.min(x, room))}px`
      element.style.top = narrow
        ? `${Math.min(bottom + GAP_PX, innerHeight - element.offsetHeight - GAP_PX)}px`
        : `${(top + bottom - element.offsetHeight) / 2}px`
    }
    return keepPlaced(editor, put)
  }, [editor, at, narrow])
  return (
    <div ref={box} class={styles.box} data-beside>
      {children}
    </div>
  )
}

/** A selection that is still being drawn with the pointer is not asked about. */
function usePressed() {
  const pressed = useSignal(false)
  useEffect(() => {
    const down = ({ pointerType, target }: PointerEvent) => {
      const isOurs = target instanceof Element && target.closest('[data-beside]') !== null
      pressed.value = pointerType === 'mouse' && !isOurs
    }
    const up = () => {
      pressed.value = false
    }
    addEventListener('pointerdown', down, true)
    addEventListener('pointerup', up, true)
    addEventListener('pointercancel', up, true)
    return () => {
      removeEventListener('pointerdown', down, true)
      removeEventListener('pointerup', up, true)
      removeEventListener('pointercancel', up, true)
    }
  }, [pressed])
  return pressed
}
