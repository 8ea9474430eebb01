import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { IconButton } from './Button.tsx'
import styles from './Dialog.module.css'

interface DialogProps {
  title: string
  closeLabel: string
  size?: 'small' | 'medium' | 'wide'
  onClose: () => void
  children: ComponentChildren
}

/** A modal sheet while it is mounted. Escape, its button and a press beside it close it. */
export function Dialog({ title, closeLabel, size = 'small', onClose, children }: DialogProps) {
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
    // By itself it would begin at the close button.
    dialog.current?.querySelector<HTMLElement>('input:not([type])')?.focus()
  }, [])
  return (
    <dialog
      ref={dialog}
      class={`${styles.dialog} ${size === 'small' ? '' : styles[size]}`}
      aria-labelledby={id}
      onClose={onClose}
      onPointerDown={(event) => {
        if (event.target === dialog.current) dialog.current?.close()
      }}
    >
      <div class={styles.sheet}>
        <div class={styles.head}>
          <h2 id={id}>{title}</h2>
          <IconButton icon='close' label={closeLabel} onClick={() => dialog.current?.close()} />
        </div>
        {children}
      </div>
    </dialog>
  )
}
