// One table a size: the median and the 95th percentile of all rounds together, and ratios of medians.

export type Name = 'ours' | 'tiptap' | 'bare'

export type Figures = ReadonlyMap<string, ReadonlyMap<Name, readonly number[]>>

export interface Notebook {
  note(name: Name, what: string, ms: readonly number[]): void
  readonly figures: Figures
}

export function figuresOf(): Notebook {
  const figures = new Map<string, Map<Name, number[]>>()
  return {
    figures,
    note(name, what, ms) {
      const row = figures.get(what) ?? new Map<Name, number[]>()
      figures.set(what, row)
      row.set(name, [...(row.get(name) ?? []), ...ms])
    },
  }
}

export function print(size: number, figures: Figures): void {
  console.log(`\n${size} blocks, ms: median / 95th percentile`)
  const heads = ['ours', 'Tiptap', 'bare', 'Tiptap : ours', 'ours : bare']
  console.log(`  ${''.padEnd(28)}${heads.map((head) => head.padStart(16)).join('')}`)
  for (const [what, row] of figures) {
    const [ours, tiptap, bare] = (['ours', 'tiptap', 'bare'] as const).map((name) => row.get(name))
    const cells = [shown(ours), shown(tiptap), shown(bare), ratio(tiptap, ours), ratio(ours, bare)]
    console.log(`  ${what.padEnd(28)}${cells.map((cell) => cell.padStart(16)).join('')}`)
  }
}

function shown(ms: readonly number[] | undefined): string {
  return ms ? `${at(ms, 0.5).toFixed(1)} / ${at(ms, 0.95).toFixed(1)}` : ''
}

function ratio(above: readonly number[] | undefined, below: readonly number[] | undefined): string {
  if (!above || !below) return ''
  const of = (share: number) => (at(above, share) / at(below, share)).toFixed(2)
  return `${of(0.5)} / ${of(0.95)}`
}

function at(ms: readonly number[], share: number): number {
  return ms.toSorted((a, b) => a - b)[Math.floor(ms.length * share)] ?? Number.NaN
}
