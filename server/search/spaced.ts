/** Nothing to the eye, the end of a word to SQLite. */
const JOINT = '\u200b'
const UNSPACED = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar']
const LETTER = new RegExp(
  `[${UNSPACED.map((name) => `\\p{Script=${name}}`).join('')}]\\p{M}*`,
  'gu',
)

/**
 * Scripts that put nothing between words are taken apart letter by letter, in what is indexed and
 * in what is asked for: then any part of a sentence is found.
 */
export function spaced(text: string): string {
  return text.replaceAll(JOINT, '').replaceAll(LETTER, (letter) => `${JOINT}${letter}${JOINT}`)
}

export function unspaced(text: string): string {
  return text.replaceAll(JOINT, '')
}
