import type { SeenBlock, SeenRun } from './browser-blocks.ts'

/** How a play writes marks: what stands before and after the marked words. */
const SIGNS: [string, string, string][] = [
  ['code', '`', '`'],
  ['highlight', '==', '=='],
  ['strike', '~~', '~~'],
  ['underline', '++', '++'],
  ['italic', '_', '_'],
  ['bold', '**', '**'],
]

/**
 * A document in the notation of the plays, a line a block: `# Title`, `## Part`, `- item`,
 * `1. item`, `[x] done`, `> quote`, `~ code`, `---`, two spaces an indent; inside a line
 * `**bold**`, `_italic_`, `++underline++`, `~~strike~~`, `` `code` ``, `==highlight==`,
 * `[words](address)`, `↵` a break, `@name` a mention.
 */
export function outlineOf(blocks: SeenBlock[]): string[] {
  return blocks.map(({ attributes, runs }) => {
    const indent = '  '.repeat(Number(attributes.indent ?? 0))
    return `${indent}${listSign(attributes)}${kindSign(attributes)}${runs.map(written).join('')}`
  })
}

function listSign({ list, checked }: Record<string, unknown>): string {
  if (list === 'bullet') return '- '
  if (list === 'ordered') return '1. '
  if (list === 'task') return checked === true ? '[x] ' : '[ ] '
  return list === undefined ? '' : `(${list}) `
}

function kindSign({ kind, level }: Record<string, unknown>): string {
  if (kind === undefined) return ''
  if (kind === 'heading') return `${'#'.repeat(Number(level ?? 1))} `
  if (kind === 'quote') return '> '
  if (kind === 'code') return '~ '
  return kind === 'divider' ? '---' : `(${kind}) `
}

function written(run: SeenRun): string {
  let words = 'text' in run ? run.text : leaf(run.leaf)
  for (const [mark, before, after] of SIGNS) {
    if (run.marks[mark] !== undefined) words = `${before}${words}${after}`
  }
  const link = run.marks.link
  if (typeof link === 'object' && link !== null && 'href' in link)
    words = `[${words}](${link.href})`
  return words
}

function leaf(leaf: Record<string, unknown>): string {
  if (leaf.t === 'break') return '↵'
  return leaf.t === 'mention' ? `@${leaf.label}` : '▯'
}
