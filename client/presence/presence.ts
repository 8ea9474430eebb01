import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import type { Awareness } from 'y-protocols/awareness'
import type { Clock } from '../../shared/kit/clock.ts'
import type { Peer } from '../../shared/wire/roster.ts'
import { type Caret, readCaret, writeCaret } from './caret.ts'

/** The server takes ten awareness states a second. */
const SHOW_MS = 100

/** Somebody who reconnects within this time neither left nor came. */
const SETTLE_MS = 2_000

export interface PersonHere {
  person: string
  name: string
  hue: string
}

export interface RemoteCaret extends Caret, PersonHere {
  client: number
  active: boolean
  movedAt: number
}

export interface PresenceOptions {
  awareness: Awareness
  roster: ReadonlySignal<readonly Peer[]>
  /** My own person. */
  me: string
  clock: Clock
}

/** Who else is here and where they write; and where I do, for them. */
export class Presence {
  /** Everyone but me, each once. */
  readonly people: ReadonlySignal<readonly PersonHere[]>
  /** One for each session but this one, my own other tabs included. */
  readonly carets: ReadonlySignal<readonly RemoteCaret[]>
  /** Who came and who left, for ears. */
  readonly changes: ReadonlySignal<{ came: readonly string[]; left: readonly string[] }>

  readonly #states = signal<ReadonlyMap<number, State>>(new Map())
  readonly #changes = signal<{ came: readonly string[]; left: readonly string[] }>({
    came: [],
    left: [],
  })
  readonly #awareness: Awareness
  readonly #clock: Clock
  readonly #undo: (() => void)[] = []
  #known: readonly PersonHere[] | null = null
  #settle: () => void = () => {}
  #pause: (() => void) | null = null
  #wanted: (() => Caret | null) | null = null
  #active = false

  constructor({ awareness, roster, me, clock }: PresenceOptions) {
    this.#awareness = awareness
    this.#clock = clock
    this.changes = this.#changes
    this.people = computed(() => peopleOf(roster.value, me))
    this.carets = computed(() => caretsOf(this.#states.value, roster.value))
    const listen = () => this.#read()
    awareness.on('change', listen)
    this.#undo.push(() => awareness.off('change', listen))
    this.#undo.push(effect(() => this.#notice(this.people.value)))
    this.#read()
  }

  /** Tells the others where I am: at once, then at most every 100 ms. */
  show(caret: () => Caret | null, active: boolean): void {
    this.#wanted = caret
    this.#active = active
    if (!this.#pause) this.#tell()
  }

  close(): void {
    for (const undo of this.#undo.splice(0)) undo()
    this.#settle()
    this.#pause?.()
    this.#wanted = null
  }

  #tell(): void {
    this.#pause = null
    const caret = this.#wanted?.()
    if (caret === undefined) return
    this.#wanted = null
    const state = { caret: caret && writeCaret(caret), active: this.#active }
    const before = this.#awareness.getLocalState()
    if (JSON.stringify(before) === JSON.stringify(state)) return
    this.#awareness.setLocalState(state)
    this.#pause = this.#clock.after(SHOW_MS, () => this.#tell())
  }

  #read(): void {
    const before = this.#states.value
    const now = this.#clock.now()
    const after = new Map<number, State>()
    for (const [client, raw] of this.#awareness.getStates()) {
      if (client === this.#awareness.clientID) continue
      const caret = readCaret(raw)
      if (!caret) continue
      const key = JSON.stringify(raw)
      const old = before.get(client)
      after.set(client, old?.key === key ? old : { ...caret, key, movedAt: now })
    }
    this.#states.value = after
  }

  #notice(people: readonly PersonHere[]): void {
    this.#settle()
    this.#settle = this.#clock.after(SETTLE_MS, () => {
      const known = this.#known
      this.#known = people
      if (known)
        this.#changes.value = { came: missing(people, known), left: missing(known, people) }
    })
  }
}

interface State extends Caret {
  active: boolean
  key: string
  movedAt: number
}

function peopleOf(roster: readonly Peer[], me: string): PersonHere[] {
  const people = new Map<string, PersonHere>()
  for (const { person, name, colour } of roster)
    if (person !== me) people.set(person, { person, name, hue: colour })
  return [...people.values()]
}

function caretsOf(states: ReadonlyMap<number, State>, roster: readonly Peer[]): RemoteCaret[] {
  return roster.flatMap(({ client, person, name, colour }) => {
    const state = states.get(client)
    return state ? [{ ...state, client, person, name, hue: colour }] : []
  })
}

function missing(some: readonly PersonHere[], from: readonly PersonHere[]): string[] {
  const there = new Set(from.map(({ person }) => person))
  return some.filter(({ person }) => !there.has(person)).map(({ name }) => name)
}
