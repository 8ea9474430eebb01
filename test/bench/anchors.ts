import type { Node } from '@tiptap/pm/model'
import { schema } from '../../client/editor/schema.ts'
import { Anchors } from '../../client/threads/anchors.ts'
import { groundOf } from '../../client/threads/ground.ts'
import { must } from '../../shared/kit/assert.ts'
import { resolve } from '../../shared/threads/anchor.ts'
import type { Anchor } from '../../shared/threads/anchor-schema.ts'
import { Writer } from '../support/writer.ts'

// What a thousand threads cost in a document of 5,000 blocks, headless: finding all their places, and
// each key. Run by itself; the figures are printed, and the first one is judged.

const BLOCKS = 5_000
const WORDS_PER_BLOCK = 20
const THREADS = 1_000
const KEYS = 600
const RESOLVE_LIMIT_MS = 50
const still = { now: () => 0, after: () => () => {} }

interface Kept {
  readonly id: string
  readonly anchor: Anchor
  readonly revision: number
}

function document(): Writer {
  const type = must(schema.nodes.block, 'block')
  const blocks = Array.from({ length: BLOCKS }, (_, block): Node => {
    const words = Array.from({ length: WORDS_PER_BLOCK }, (_, word) => `w${block * 20 + word}`)
    return type.create({}, schema.text(words.join(' ')))
  })
  const writer = new Writer({ name: 'ann', clientID: 2, clock: still })
  writer.dispatch(writer.state.tr.replaceWith(0, writer.doc.content.size, blocks))
  return writer
}

/** What is to be done before the page is drawn next: not part of a key. */
let framed: (() => void) | null = null

function margin(writer: Writer): Anchors {
  const anchors = new Anchors({
    ...{ binding: writer.binding, view: writer, doc: writer.ydoc, clock: still },
    mayHeal: () => true,
    move: () => {},
    frame: (act) => {
      framed = act
    },
  })
  const { state } = writer
  writer.state = state.reconfigure({ plugins: [...state.plugins, anchors.plugin()] })
  return anchors
}

/** One thread in every fifth block, on three words of it. */
function threadsOf(writer: Writer, anchors: Anchors): Kept[] {
  const threads: Kept[] = []
  let pos = 0
  writer.doc.forEach((block, _offset, number) => {
    if (number % (BLOCKS / THREADS) === 0) {
      const from = pos + 1 + block.textContent.indexOf(' ', 30) + 1
      const anchor = anchors.anchorOf({ kind: 'text', from, to: from + 18 })
      threads.push({ id: `t${number}`, anchor, revision: 0 })
    }
    pos += block.nodeSize
  })
  return threads
}

/** As after a crash of everything that positions hold on to: only the quotes are left. */
function quotesOnly(threads: readonly Kept[]): Kept[] {
  const dead = must(threads[0], 'a thread').anchor
  if (dead.kind !== 'text') throw new Error('an anchor on words')
  return threads.map(({ id, anchor, revision }) => {
    const place = anchor.kind === 'text' ? { start: dead.end, end: dead.start } : {}
    return { id, revision, anchor: { ...anchor, ...place } as Anchor }
  })
}

/** On a busy machine the processor's time tells more than the clock's: the lesser one counts. */
function timeOf(act: () => void): number {
  const start = performance.now()
  const cpuStart = process.cpuUsage()
  act()
  const wall = performance.now() - start
  const { user, system } = process.cpuUsage(cpuStart)
  return Math.min(wall, (user + system) / 1_000)
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0
}

function resolves(label: string, writer: Writer, threads: readonly Kept[], judged: boolean): void {
  const times: number[] = []
  const finding: number[] = []
  let placed = 0
  for (let round = 0; round < 9; round += 1) {
    ;(globalThis as { gc?: () => void }).gc?.()
    // A fresh reader: nothing is remembered from the round before.
    const reader = new Writer({ name: 'bo', clientID: 3, clock: still })
    writer.tell(reader)
    const anchors = margin(reader)
    const all = threads.map(({ anchor }) => anchor)
    const ground = groundOf(reader.binding, reader.doc)
    finding.push(timeOf(() => resolve(all, ground)))
    times.push(timeOf(() => anchors.set(threads)))
    anchors.settle()
    placed = [...anchors.places.value.values()].filter(({ kind }) => kind === 'text').length
    anchors.close()
    reader.close()
  }
  const usual = median(times)
  const ok = !judged || usual <= RESOLVE_LIMIT_MS
  const [found, drawn] = [median(finding).toFixed(1), usual.toFixed(1)]
  const shown = `found in ${found} ms, found and drawn in ${drawn} ms`
  console.log(`  ${label.padEnd(34)} ${shown}, ${placed} attached  ${ok ? 'ok' : 'TOO SLOW'}`)
  if (!ok) process.exitCode = 1
}

/** Keys in blocks spread over the document, with the margin and without, in turn. */
function keys(label: string, offset: number): void {
  const frames: number[] = []
  const [bare, full] = [document(), document()]
  const anchors = margin(full)
  anchors.set(threadsOf(full, anchors))
  const presses = [bare, full].map((writer) => {
    const times: number[] = []
    const press = (key: number) => {
      const number = Math.floor((key * 37) % 1_000) * 5
      let pos = 0
      for (let at = 0; at < number; at += 1) pos += writer.doc.child(at).nodeSize
      const transaction = writer.state.tr.insertText('x', pos + offset)
      times.push(
        timeOf(() => {
          writer.dispatch(transaction)
          if (writer === full) anchors.catchUp()
        }),
      )
      if (writer === full) frames.push(timeOf(() => framed?.()))
    }
    return { times, press }
  })
  for (let key = 0; key < KEYS; key += 1) for (const { press } of presses) press(key)
  const [without = 0, withThreads = 0] = presses.map(({ times }) => median(times.slice(100)))
  const more = (withThreads - without).toFixed(3)
  const frame = median(frames.slice(100)).toFixed(3)
  console.log(
    `  ${label.padEnd(34)} ${without.toFixed(3)} ms without, ${withThreads.toFixed(3)} with (${more} more);`,
    `all places anew in the next frame ${frame}`,
  )
}

/** What the view of an editor does at each key besides: it asks for each block's decorations. */
function shares(): void {
  const writer = document()
  const anchors = margin(writer)
  anchors.set(threadsOf(writer, anchors))
  const { plugins } = writer.state
  const source = must(plugins.at(-1)?.props.decorations, 'the plugin decorates')
  const times = Array.from({ length: 60 }, () =>
    timeOf(() => {
      const set = source.call(must(plugins.at(-1), 'the plugin'), writer.state)
      writer.doc.forEach((block, offset) => {
        set?.forChild(offset, block)
      })
    }),
  )
  console.log(`  ${'each block asked for its threads'.padEnd(34)} ${median(times).toFixed(3)} ms`)
}

const ann = document()
const threads = threadsOf(ann, margin(ann))
console.log(`${THREADS} threads in ${BLOCKS} blocks`)
resolves('all where they were', ann, threads, true)
resolves('all found by their quotes', ann, quotesOnly(threads), false)
keys('a key beside a thread', 2)
keys('a key inside a thread', 1 + 36)
shares()
