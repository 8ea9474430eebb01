import type { Node, Schema } from '@tiptap/pm/model'
import {
  type Command,
  EditorState,
  type Plugin,
  TextSelection,
  type Transaction,
} from '@tiptap/pm/state'
import * as Y from 'yjs'
import { Binding } from '../../client/binding/binding.ts'
import type { BindingTrouble } from '../../client/binding/binding-options.ts'
import { Gesture } from '../../client/binding/gesture.ts'
import { bringHome, strandedAt } from '../../client/binding/stranded.ts'
import { schema as editorSchema } from '../../client/editor/schema.ts'
import { bodyOf } from '../../shared/document/body.ts'
import type { Clock } from '../../shared/kit/clock.ts'

export interface WriterOptions {
  readonly name: string
  readonly clientID: number
  /** The client id under which undo puts back. */
  readonly restoringAs?: number
  readonly schema?: Schema
  /** A document somebody else made; else an empty one. */
  readonly ydoc?: Y.Doc
  readonly plugins?: readonly Plugin[]
  readonly clock?: Clock
  readonly kinds?: readonly string[]
  readonly report?: (trouble: BindingTrouble) => void
  /** False: nobody asks for `wrote`, and Yjs need not write each transaction down for it. */
  readonly keeps?: boolean
}

/** A person with an editor but without a page. */
export class Writer {
  readonly name: string
  readonly ydoc: Y.Doc
  readonly text: Y.Text
  readonly binding: Binding
  state: EditorState
  /** For benches: told how long ProseMirror needed to apply a transaction. */
  applied: ((ms: number) => void) | null = null
  /** Yjs updates made here by hand, by undo, or (that would be a defect) by reading. */
  readonly wrote: Uint8Array[] = []

  constructor(options: WriterOptions) {
    const { name, clientID, schema = editorSchema, plugins = [] } = options
    this.name = name
    this.ydoc = options.ydoc ?? new Y.Doc()
    this.ydoc.clientID = clientID
    this.text = bodyOf(this.ydoc)
    const { report, clock, kinds, restoringAs = 2 ** 32 + clientID } = options
    this.binding = new Binding({
      text: this.text,
      schema,
      restoringAs,
      moving: { Gesture, bringHome, strandedAt },
      ...(report ? { report } : {}),
      ...(clock ? { clock } : {}),
      ...(kinds ? { kinds } : {}),
    })
    this.state = EditorState.create({
      schema,
      doc: this.binding.doc,
      plugins: [this.binding.plugin(), ...plugins],
    })
    this.binding.attach(this)
    if (options.keeps === false) return
    this.ydoc.on('update', (update, origin) => {
      if (origin !== 'elsewhere') this.wrote.push(update)
    })
  }

  get doc(): Node {
    return this.state.doc
  }

  dispatch(transaction: Transaction): void {
    const previous = this.state
    const start = performance.now()
    this.state = previous.apply(transaction)
    this.applied?.(performance.now() - start)
    this.binding.flush(previous)
  }

  run(command: Command): boolean {
    return command(this.state, (transaction) => this.dispatch(transaction))
  }

  type(text: string): void {
    this.dispatch(this.state.tr.insertText(text))
  }

  select(anchor: number, head = anchor): void {
    const { doc, tr } = this.state
    this.dispatch(tr.setSelection(TextSelection.between(doc.resolve(anchor), doc.resolve(head))))
  }

  undo(): boolean {
    return this.binding.undo()
  }

  redo(): boolean {
    return this.binding.redo()
  }

  /** Everything this writer has, for somebody who has nothing. */
  everything(): Uint8Array {
    return Y.encodeStateAsUpdate(this.ydoc)
  }

  /** What `other` lacks goes there. */
  tell(other: Writer): void {
    other.hear(Y.encodeStateAsUpdate(this.ydoc, Y.encodeStateVector(other.ydoc)))
  }

  hear(update: Uint8Array): void {
    Y.applyUpdate(this.ydoc, update, 'elsewhere')
  }

  close(): void {
    this.binding.close()
    this.ydoc.destroy()
  }
}

/** All tell each other everything, until nobody has news. */
export function meet(...writers: readonly Writer[]): void {
  for (const one of [...writers, ...writers]) {
    for (const other of writers) if (one !== other) one.tell(other)
  }
}
