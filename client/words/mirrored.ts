export type Words = { readonly [key: string]: string | Words }

/** Sounds alike where it can; all that matters is that it is read from the right. */
const LETTERS: Record<string, string> = Object.fromEntries(
  [...'abcdefghijklmnopqrstuvwxyz'].map((latin, at) => [
    latin,
    [...'ابچدعفگهيجكلمنوپقرستيڤوخيز'][at] ?? latin,
  ]),
)

/** English in Arabic letters, placeholders untouched: a language to test right-to-left with. */
export function mirrored(words: Words): Words {
  return Object.fromEntries(
    Object.entries(words).map(([key, value]) => [
      key,
      typeof value === 'string' ? mirror(value) : mirrored(value),
    ]),
  )
}

function mirror(sentence: string): string {
  return sentence
    .split(/(\{\{.*?\}\})/)
    .map((part) =>
      part.startsWith('{{')
        ? part
        : [...part].map((each) => LETTERS[each.toLowerCase()] ?? each).join(''),
    )
    .join('')
}
