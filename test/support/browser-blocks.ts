import * as Y from 'yjs'

/**
 * What a document says, block by block, without defaults: the common measure of an editor, of a
 * page and of Yjs. The grammar is read here a second time, from its text and not by
 * shared/document: if both readings drift apart, these plays fail.
 */
export interface SeenBlock {
  attributes: Record<string, unknown>
  runs: SeenRun[]
}
export type SeenRun = { text: string; marks: Marks } | { leaf: Marks; marks: Marks }
type Marks = Record<string, unknown>

const FENCE = '\u001e'
const DEFAULTS: Record<string, unknown> = { kind: 'paragraph', indent: 0 }

export interface EditorNode {
  type: string
  text?: string
  attrs?: Record<string, unknown>
  marks?: { type: string; attrs?: Record<string, unknown> }[]
  content?: EditorNode[]
}

export function blocksOfEditor(doc: EditorNode): SeenBlock[] {
  return (doc.content ?? []).map((block) => {
    const { extra, ...known } = block.attrs ?? {}
    const runs: SeenRun[] = []
    for (const node of block.content ?? []) add(runs, runOfNode(node))
    return { attributes: withoutDefaults({ ...known, ...asRecord(extra) }), runs }
  })
}

export function blocksOfYjs(doc: Y.Doc): SeenBlock[] {
  const blocks: SeenBlock[] = []
  let open: SeenBlock | null = null
  let marker = false
  let marks: Marks = {}
  const begin = (attributes: Record<string, unknown>): SeenBlock => ({ attributes, runs: [] })
  const end = (fenced: boolean) => {
    if (open && (fenced || !marker || open.runs.length > 0)) blocks.push(open)
    open = null
    marks = {}
  }
  const inline = (run: SeenRun) => {
    if (!open) marker = false
    open ??= begin({})
    add(open.runs, run)
  }
  for (let item = doc.getText('body')._start; item; item = item.right) {
    if (item.deleted) continue
    const { content } = item
    if (content instanceof Y.ContentFormat) {
      marks = { ...marks, [content.key]: content.value }
      if (content.value === null) delete marks[content.key]
    } else if (content instanceof Y.ContentString) {
      for (const [index, text] of content.str.split(FENCE).entries()) {
        if (index > 0) end(true)
        if (text !== '') inline({ text, marks })
      }
    } else if (content instanceof Y.ContentType) {
      const map: Record<string, unknown> = asRecord(content.type.toJSON())
      if ('t' in map) inline({ leaf: withoutNull(map), marks })
      else {
        end(false)
        open = begin(withoutDefaults(map))
        marker = true
      }
    }
  }
  end(false)
  return blocks.length > 0 ? blocks : [begin({})]
}

function runOfNode(node: EditorNode): SeenRun {
  const marks: Marks = {}
  for (const { type, attrs } of node.marks ?? []) {
    if (type === 'unknownMark') Object.assign(marks, asRecord(attrs?.data))
    else marks[type] = attrs && Object.keys(attrs).length > 0 ? attrs : true
  }
  if (node.type === 'text') return { text: node.text ?? '', marks }
  if (node.type === 'unknown') return { leaf: asRecord(node.attrs?.data), marks }
  return { leaf: withoutNull({ t: node.type, ...node.attrs }), marks }
}

function add(runs: SeenRun[], added: SeenRun): void {
  const run = { ...added, marks: byName(added.marks) }
  const last = runs.at(-1)
  const joins = last && 'text' in last && 'text' in run && same(last.marks, run.marks)
  if (joins) runs[runs.length - 1] = { text: last.text + run.text, marks: last.marks }
  else runs.push(run)
}

function withoutDefaults(attributes: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([name, value]) => value !== null && value !== undefined && value !== DEFAULTS[name])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

function withoutNull(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
}

function same(a: Marks, b: Marks): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** Marks have no order; two that say the same must read the same. */
function byName(marks: Marks): Marks {
  return Object.fromEntries(Object.entries(marks).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
