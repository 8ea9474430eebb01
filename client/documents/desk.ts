import { effect, type ReadonlySignal, signal } from '@preact/signals'
import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { bodyOf } from '../../shared/document/body.ts'
import { SCHEMA_VERSION } from '../../shared/document/grammar.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import type { Rng } from '../../shared/kit/rng.ts'
import type { Peer } from '../../shared/wire/roster.ts'
import { Binding } from '../binding/binding.ts'
import { type OpenEditor, openEditor } from '../editor/editor.ts'
import { schema } from '../editor/schema.ts'
import { openReplica, type Replica } from '../live/replica.ts'
import { CaretLayer } from '../presence/caret-layer.ts'
import { Presence } from '../presence/presence.ts'
import { type Surface, surfaceOf } from '../presence/surface.ts'
import { toast } from '../ui/toasts.ts'
import { editorWords, t } from '../words/words.ts'
import { checkWhenIdle } from './idle-check.ts'
import { mayGoOn } from './may-go-on.ts'
import { sawTitle } from './seen-titles.ts'

export interface DeskOptions {
  document: string
  /** My own person. */
  person: string
  /** Whose replicas live in this browser: see Account. */
  home: string
  clock: Clock
  rng: Rng
}

/** Where the editor and what is drawn over it stand on the page. */
export interface Seat {
  page: HTMLElement
  layer: HTMLElement
  /** Covers the top of the window. */
  head: HTMLElement
}

/** One document open in this tab: its replica, its editor, and who else is there. */
export class Desk {
  readonly replica: Replica
  readonly presence: Presence
  /** The first line. */
  readonly title: ReadonlySignal<string>
  /** Null until the replica is loaded: before that nobody may type. */
  readonly editor: ReadonlySignal<Editor | null>
  readonly layer: ReadonlySignal<CaretLayer | null>
  /** A newer version of Interline wrote here: some of it may be unknown to this one. */
  readonly isNewer: ReadonlySignal<boolean>
  readonly #document: string
  readonly #me: string
  readonly #title = signal('')
  readonly #isNewer = signal(false)
  readonly #editor = signal<Editor | null>(null)
  readonly #layer = signal<CaretLayer | null>(null)
  readonly #clock: Clock
  #surface: Surface | null = null
  #unseat: () => void = () => {}

  constructor({ document, person, home, clock, rng }: DeskOptions) {
    this.#document = document
    this.#me = person
    this.title = this.#title
    this.editor = this.#editor
    this.isNewer = this.#isNewer
    this.layer = this.#layer
    this.#clock = clock
    this.replica = openReplica({ document, person: home, server: serverAddress(), clock, rng })
    const { awareness, roster, doc } = this.replica
    const about = doc.getMap('about')
    about.observe(() => {
      this.#isNewer.value = Number(about.get('schema')) > SCHEMA_VERSION
    })
    this.presence = new Presence({ awareness, roster, me: person, clock })
  }

  /** Opens the editor in its place as soon as the replica is loaded; returns the undo. */
  seat(seat: Seat): () => void {
    const stop = effect(() => {
      if (this.replica.phase.value === 'ready' && !this.#editor.peek()) this.#sit(seat)
    })
    return () => {
      stop()
      this.#unseat()
    }
  }

  /** A page with nothing on it waits for words. Call when it can be seen: only then it has focus. */
  begin(): void {
    const editor = this.#editor.peek()
    if (!editor) return
    const { childCount, firstChild } = editor.state.doc
    if (childCount === 1 && firstChild?.content.size === 0) editor.view.focus()
  }

  /** Scrolls to where somebody writes; false if they write nowhere. */
  goTo(person: string): boolean {
    const carets = this.presence.carets.value.filter((each) => each.person === person)
    const last = carets.sort((a, b) => b.movedAt - a.movedAt)[0]
    if (last) this.#surface?.scrollTo(last.head)
    return last !== undefined
  }

  async close(): Promise<void> {
    if (this.#editor.peek()) sawTitle(this.#document, this.#title.peek(), this.#clock.now())
    this.#unseat()
    this.presence.close()
    await this.replica.close()
  }

  #sit({ page, layer: element, head }: Seat): void {
    const { replica, presence } = this
    const binding = new Binding({
      ...{ text: bodyOf(replica.doc), schema },
      // The binding renders again from Yjs by itself; a defect should still be seen in the console.
      report: ({ error }) => reportError(error),
    })
    const labels = editorWords()
    const open: OpenEditor = openEditor({
      ...{ element: page, binding, editable: true, labels },
      onComposition: (touches) => replica.holdBack(touches),
      onTooLarge: () => toast(t('document.pasteTooLarge')),
      people: () => peopleHere(replica.roster.peek(), this.#me),
    })
    const { editor } = open
    const surface = surfaceOf(editor, binding, () => head.getBoundingClientRect().bottom)
    const layer = new CaretLayer({ element, surface, carets: presence.carets, clock: this.#clock })
    const stopChecking = checkWhenIdle(editor, binding, this.#clock)
    let wasIn = false
    let first: Node | null = null
    const follow = () => {
      if (editor.state.doc.firstChild !== first) {
        first = editor.state.doc.firstChild
        this.#title.value = first?.textContent.trim() ?? ''
      }
      layer.redraw()
      wasIn ||= editor.isFocused
      if (wasIn) presence.show(() => surface.mine(), editor.isFocused)
    }
    for (const event of ['transaction', 'focus', 'blur'] as const) editor.on(event, follow)
    const readOnly = effect(() => {
      editor.setEditable(mayGoOn(replica.status.value), false)
    })
    follow()
    this.#surface = surface
    this.#editor.value = editor
    this.#layer.value = layer
    this.#unseat = () => {
      this.#unseat = () => {}
      readOnly()
      stopChecking()
      layer.close()
      open.close()
      binding.close()
      this.#surface = null
      this.#editor.value = null
      this.#layer.value = null
    }
  }
}

/** Whom an `@` can mean: everybody here, each once, others before me. */
function peopleHere(roster: readonly Peer[], me: string) {
  const names = new Map(roster.map(({ person, name }) => [person, name]))
  const people = [...names].map(([id, label]) => ({ id, label }))
  return people.sort((a, b) => Number(a.id === me) - Number(b.id === me))
}

function serverAddress(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/sync`
}
