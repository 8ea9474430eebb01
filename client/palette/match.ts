import type { Command } from '../ui/commands.ts'

/**
 * The commands these words mean, the likeliest first: every word begins, or stands in, some word of
 * the command. Without words all of them, those used lately first.
 */
export function matching(
  all: readonly Command[],
  words: string,
  recent: readonly string[],
): readonly Command[] {
  const wanted = plain(words).split(/\s+/).filter(Boolean)
  const found = all.flatMap((command, at) => {
    const rank = rankOf(command, wanted)
    if (rank === null) return []
    const used = recent.indexOf(command.id)
    return [{ command, rank, used: used < 0 ? recent.length : used, at }]
  })
  found.sort((a, b) => a.rank - b.rank || a.used - b.used || a.at - b.at)
  return found.map(({ command }) => command)
}

/** 0 best; null: it does not mean this command. */
function rankOf({ name, also = '' }: Command, wanted: readonly string[]): number | null {
  const own = plain(name)
  const starts = ` ${own.replaceAll(/[^\p{L}\p{N}]+/gu, ' ')} ${plain(also)}`
  let rank = wanted.length > 0 && own.startsWith(wanted.join(' ')) ? 0 : 1
  for (const word of wanted) {
    if (starts.includes(` ${word}`)) continue
    if (!starts.includes(word)) return null
    rank = 2
  }
  return wanted.length === 0 ? 0 : rank
}

/** Without case and accents: who looks for `uberschrift` means `Überschrift`. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase()
    .trim()
}
