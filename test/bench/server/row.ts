import { PEERS, type PeerName } from './peer.ts'

/** One line of the table: a figure of one scene, as each peer has it. */
export interface Row {
  scene: string
  figure: string
  values: ReadonlyMap<PeerName, number>
  /** Ours at most so many times that of `than`; without `than`, at most so much. */
  target?: { atMost: number; than?: PeerName }
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export function printTable(rows: readonly Row[]): void {
  const shown = rows.map((row) => ({
    scene: row.scene,
    figure: row.figure,
    ...Object.fromEntries(PEERS.map((peer) => [peer, digits(row.values.get(peer))])),
    '÷ relay': ratio(row, 'relay'),
    '÷ hocuspocus': ratio(row, 'hocuspocus'),
    target: targetOf(row),
    reached: reached(row),
  }))
  console.table(shown)
}

function ratio({ values }: Row, peer: PeerName): string {
  const [own, other] = [values.get('ours'), values.get(peer)]
  return own === undefined || !other ? '' : `${(own / other).toFixed(2)}×`
}

function targetOf({ target }: Row): string {
  if (!target) return ''
  return `≤ ${digits(target.atMost)}${target.than ? ` × ${target.than}` : ''}`
}

function reached({ target, values }: Row): string {
  const own = values.get('ours')
  const other = target?.than ? values.get(target.than) : 1
  if (!target || own === undefined || other === undefined) return ''
  return own <= target.atMost * other ? 'yes' : 'NO'
}

function digits(number: number | undefined): string {
  if (number === undefined) return ''
  if (number >= 100) return number.toFixed(0)
  return number >= 10 ? number.toFixed(1) : number.toFixed(2)
}
