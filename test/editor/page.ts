import type { Node } from '@tiptap/pm/model'
import { type Command, EditorState, NodeSelection, TextSelection } from '@tiptap/pm/state'
import { schema } from '../../client/editor/schema.ts'
import { must } from '../../shared/kit/assert.ts'

/**
 * A page written as people read it: two spaces of indent a step, then `# `, `- `, `1. `, `[ ] `,
 * `[x] `, `> `, `code:`, `---` or `?kind `; `|` is the caret, `‹ ›` a selection, `⏎` a line break in
 * code, `*words*` bold.
 */
export function page(...lines: string[]): EditorState {
  const blocks = lines.map((line) => blockOf(line.replace(/[|‹›]/g, '')))
  const doc = schema.node('doc', null, blocks)
  return EditorState.create({ doc, selection: selectionOf(doc, lines) })
}

/** The page after a command, written the same way, or `null` if the command said no. */
export function after(command: Command, state: EditorState): string[] | null {
  let next = state
  const said = command(state, (tr) => {
    next = state.apply(tr)
  })
  next.doc.check()
  return said ? shown(next) : null
}

/** Runs commands one after the other. */
export function run(state: EditorState, ...commands: Command[]): EditorState {
  return commands.reduce((current, command) => {
    let next = current
    command(current, (tr) => {
      next = current.apply(tr)
    })
    return next
  }, state)
}

export function shown(state: EditorState): string[] {
  const { selection } = state
  const lines: string[] = []
  state.doc.forEach((node, pos) => {
    const chosen = selection instanceof NodeSelection && selection.from === pos
    const marks: [number, string][] = selection.empty
      ? [[selection.from, '|']]
      : [
          [selection.to, '›'],
          [selection.from, '‹'],
        ]
    const words = wordsOf(node, pos + 1, chosen ? [] : marks)
    lines.push(chosen ? `‹${prefixOf(node)}${words}›` : prefixOf(node) + words)
  })
  return lines
}

function wordsOf(node: Node, start: number, marks: [number, string][]): string {
  const here = marks.filter(([at]) => at >= start && at <= start + node.content.size)
  let words = ''
  const put = (at: number) => {
    for (const [where, sign] of here) if (where === at) words += sign
  }
  let at = start
  node.forEach((child) => {
    const bold = child.marks.some(({ type }) => type.name === 'bold')
    const letters = child.isText ? [...(child.text ?? '')] : ['↵']
    if (bold) words += '*'
    for (const letter of letters) {
      put(at)
      words += letter === '\n' ? '⏎' : letter
      at += letter.length
    }
    if (bold) words += '*'
  })
  put(at)
  return words
}

function blockOf(line: string): Node {
  const [, spaces = '', rest = ''] = /^((?: {2})*)(.*)$/.exec(line) ?? []
  const indent = spaces.length / 2
  if (rest.startsWith('---')) return schema.node('solid', { kind: 'divider', indent })
  const unknown = /^\?(\w+) (.*)$/.exec(rest)
  if (unknown) return schema.node('solid', { kind: unknown[1], indent }, inline(unknown[2] ?? ''))
  const [prefix, attrs] = must(
    PREFIXES.find(([sign]) => rest.startsWith(sign)),
    'the empty prefix fits every line',
  )
  return schema.node('block', { ...attrs, indent }, inline(rest.slice(prefix.length)))
}

const PREFIXES: [string, object][] = [
  ['# ', { kind: 'heading', level: 1 }],
  ['## ', { kind: 'heading', level: 2 }],
  ['### ', { kind: 'heading', level: 3 }],
  ['- ', { list: 'bullet' }],
  ['1. ', { list: 'ordered' }],
  ['[ ] ', { list: 'task', checked: false }],
  ['[x] ', { list: 'task', checked: true }],
  ['> ', { kind: 'quote' }],
  ['code:', { kind: 'code' }],
  ['', {}],
]

function prefixOf({ type, attrs }: Node): string {
  const indent = '  '.repeat(attrs.indent)
  if (type.name === 'solid') return indent + (attrs.kind === 'divider' ? '---' : `?${attrs.kind} `)
  const fits = ([, wanted]: [string, object]) =>
    Object.entries({ kind: 'paragraph', level: null, list: null, checked: null, ...wanted }).every(
      ([name, value]) => attrs[name] === value,
    )
  const [sign = null] = PREFIXES.find(fits) ?? []
  return indent + (sign ?? `${JSON.stringify(attrs)} `)
}

function inline(words: string): Node[] {
  return words
    .split(/(\*[^*]+\*|↵)/)
    .filter((part) => part !== '')
    .map((part) => {
      if (part === '↵') return schema.node('break')
      const bold = /^\*([^*]+)\*$/.exec(part)
      const text = (bold?.[1] ?? part).replaceAll('⏎', '\n')
      return schema.text(text, bold ? [schema.mark('bold')] : [])
    })
}

function selectionOf(doc: Node, lines: string[]): TextSelection {
  const at = (sign: string): number | null => {
    const index = lines.findIndex((line) => line.includes(sign))
    if (index < 0) return null
    const line = must(lines[index], 'a line that was just found')
    let pos = 1
    for (let before = 0; before < index; before++) pos += doc.child(before).nodeSize
    const block = doc.child(index)
    const upTo = blockOf(line.slice(0, line.indexOf(sign)).replace(/[|‹›]/g, ''))
    return pos + Math.min(upTo.content.size, block.content.size)
  }
  const caret = at('|')
  const from = caret ?? at('‹') ?? 1
  return TextSelection.create(doc, from, caret ?? at('›') ?? from)
}
