import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import type { ComponentType } from 'preact'
import { bodyOf } from '../../shared/document/body.ts'
import { SCHEMA_VERSION } from '../../shared/document/grammar.ts'
import type { Clock } from '../../shared/kit/clock.ts'
import type { Rng } from '../../shared/kit/rng.ts'
import { can } from '../../shared/sharing/can.ts'
import type { Role } from '../../shared/wire/role.ts'
import type { Peer } from '../../shared/wire/roster.ts'
import { Binding } from '../binding/binding.ts'
import { type OpenEditor, openEditor } from '../editor/editor.ts'
import type { Named } from '../editor/mention-asked.ts'
import { schema } from '../editor/schema.ts'
import type { MoreTool } from '../editor/Toolbar.tsx'
import type { Creation } from '../live/creation.ts'
import { openReplica, type Replica } from '../live/replica.ts'
import type { Status } from '../live/status.ts'
import type { CaretLayer } from '../presence/caret-layer.ts'
import { Presence } from '../presence/presence.ts'
import type { OthersShown } from '../presence/show-others.ts'
import { type Surface, surfaceOf } from '../presence/surface.ts'
import { toast } from '../ui/toasts.ts'
import { editorWords, t } from '../words/words.ts'
import { checkWhenIdle } from './idle-check.ts'
import { mayGoOn } from './may-go-on.ts'
import { takeRenameWish } from './rename-wish.ts'
import { sawTitle } from './seen-titles.ts'

export interface DeskOptions {
  document: string
  /** My own person. */
  person: string
  /** Whose replicas live in this browser: see Account. */
  home: string
  clock: Clock
  rng: Rng
  /** The last fact this device knows, `<logId>:<sequence>`: the connection waits for it. */
  after: Promise<string | null>
  /** Of a document begun here: the connection waits until it is made. */
  creation: Creation
  /** What stands beside the text; loaded when the text can be typed in. */
  beside: (text: OpenText) => Promise<Beside>
}

/** A text that is open, for whoever draws beside it and in it. */
export interface OpenText {
  replica: Replica
  editor: Editor
  binding: Binding
  /** Whom an `@` can mean. */
  people: () => readonly Named[]
  /** Covers the top of the window so far down (px). */
  head: () => number
}

/** Drawn beside the text by another slice: `app.tsx` says which. */
export interface Beside {
  /** Stands after the text, and in the grid's last column if it is wide. */
  Beside: ComponentType
  InBar: ComponentType
  /** The page makes room for a column. */
  isWide: ReadonlySignal<boolean>
  tools: readonly MoreTool[]
  close(): void
}

/** Where the editor and what is drawn over it stand on the page. */
export interface Seat {
  page: HTMLElement
  layer: HTMLElement
  /** Covers the top of the window. */
  head: HTMLElement
}

/** A status that changes more of the page than the word for it. */
export type Obstacle = Status & { kind: 'loading' | 'missing' | 'refused' }

/** One document open in this tab: its replica, its editor, and who else is there. */
export class Desk {
  readonly document: string
  readonly replica: Replica
  readonly presence: Presence
  /** The first line. */
  readonly title: ReadonlySignal<string>
  /** Null until the replica is loaded: before that nobody may type. */
  readonly editor: ReadonlySignal<Editor | null>
  readonly layer: ReadonlySignal<CaretLayer | null>
  /** A newer version of Interline wrote here: some of it may be unknown to this one. */
  readonly isNewer: ReadonlySignal<boolean>
  /** Null while one may write: saving and saved take turns at every key. */
  readonly obstacle: ReadonlySignal<Obstacle | null>
  /** What I may do here: as the server says, or as it said last. */
  readonly role: ReadonlySignal<Role | null>
  readonly mayWrite: ReadonlySignal<boolean>
  /** Null until it is loaded, and where its files did not come: the text does not wait for it. */
  readonly beside: ReadonlySignal<Beside | null>
  readonly #me: string
  readonly #title = signal('')
  readonly #isNewer = signal(false)
  readonly #editor = signal<Editor | null>(null)
  readonly #layer = signal<CaretLayer | null>(null)
  readonly #beside = signal<Beside | null>(null)
  readonly #openBeside: DeskOptions['beside']
  readonly #clock: Clock
  #surface: Surface | null = null
  #unseat: () => void = () => {}

  constructor(options: DeskOptions) {
    const { document, person, home, clock, rng, after, beside, creation } = options
    this.document = document
    this.#me = person
    this.title = this.#title
    this.editor = this.#editor
    this.isNewer = this.#isNewer
    this.layer = this.#layer
    this.beside = this.#beside
    this.#openBeside = beside
    this.#clock = clock
    const server = serverAddress()
    this.replica = openReplica({ document, person: home, server, clock, rng, after, creation })
    this.role = this.replica.role
    this.obstacle = computed(() => {
      const { value } = this.replica.status
      const { kind } = value
      return kind === 'loading' || kind === 'missing' || kind === 'refused' ? value : null
    })
    this.mayWrite = computed(
      () =>
        mayGoOn(this.obstacle.value) && (this.role.value === null || can(this.role.value, 'write')),
    )
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
    if (takeRenameWish(this.document)) this.rename()
    if (childCount === 1 && firstChild?.content.size === 0) editor.view.focus()
  }

  /** Selects the first line: what one writes now is the title. */
  rename(): void {
    const editor = this.#editor.peek()
    if (!editor || !this.mayWrite.peek()) return
    const length = editor.state.doc.firstChild?.content.size ?? 0
    editor
      .chain()
      .setTextSelection({ from: 1, to: 1 + length })
      .scrollIntoView()
      .run()
    editor.view.focus()
  }

  /** Scrolls to where somebody writes; false if they write nowhere. */
  goTo(person: string): boolean {
    const carets = this.presence.carets.value.filter((each) => each.person === person)
    const last = carets.sort((a, b) => b.movedAt - a.movedAt)[0]
    if (last) this.#surface?.scrollTo(last.head)
    return last !== undefined
  }

  async close(): Promise<void> {
    if (this.#editor.peek()) sawTitle(this.document, this.#title.peek(), this.#clock.now())
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
    const people = () => peopleHere(replica.roster.peek(), this.#me)
    const covered = () => head.getBoundingClientRect().bottom
    const open: OpenEditor = openEditor({
      ...{ element: page, binding, editable: true, labels },
      onComposition: (touches) => replica.holdBack(touches),
      onTooLarge: () => toast(t('document.pasteTooLarge')),
      people,
    })
    const { editor } = open
    const surface = surfaceOf(editor, binding, covered)
    const stopChecking = checkWhenIdle(editor, binding, this.#clock)
    let others: OthersShown | null = null
    let wasIn = false
    let first: Node | null = null
    const follow = () => {
      if (editor.state.doc.firstChild !== first) {
        first = editor.state.doc.firstChild
        this.#title.value = first?.textContent.trim() ?? ''
      }
      others?.layer.redraw()
      wasIn ||= editor.isFocused
      if (wasIn) presence.show(() => surface.mine(), editor.isFocused)
    }
    for (const event of ['transaction', 'focus', 'blur'] as const) editor.on(event, follow)
    const readOnly = effect(() => {
      const may = this.mayWrite.value
      editor.setEditable(may, false)
      // What cannot be edited has no place in the order of the Tab key by itself.
      editor.view.dom.tabIndex = 0
    })
    follow()
    this.#surface = surface
    this.#editor.value = editor
    let seated = true
    void this.#openBeside({ replica, editor, binding, people, head: covered }).then(
      (beside) => {
        if (seated) this.#beside.value = beside
        else beside.close()
      },
      (error) => reportError(error),
    )
    void import('../presence/show-others.ts').then(({ showOthers }) => {
      if (!seated) return
      const { carets } = presence
      others = showOthers({ element, surface, editor, binding, carets, clock: this.#clock })
      this.#layer.value = others.layer
    }, reportError)
    this.#unseat = () => {
      this.#unseat = () => {}
      seated = false
      this.#beside.value?.close()
      this.#beside.value = null
      readOnly()
      stopChecking()
      others?.close()
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
