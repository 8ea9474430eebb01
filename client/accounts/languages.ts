/** Languages, and kinds of them, in which browsers know how dates and times are written. */
const LANGUAGES = [
  ...['ar', 'bg', 'bn', 'bs', 'ca', 'cs', 'cy', 'da', 'de', 'de-AT', 'de-CH', 'el', 'en-AU'],
  ...['en-CA', 'en-GB', 'en-IE', 'en-IN', 'en-NZ', 'en-US', 'en-ZA', 'es', 'es-MX', 'es-US', 'et'],
  ...['eu', 'fa', 'fi', 'fr', 'fr-CA', 'fr-CH', 'ga', 'gl', 'gu', 'he', 'hi', 'hr', 'hu', 'hy'],
  ...['id', 'is', 'it', 'it-CH', 'ja', 'ka', 'kk', 'kn', 'ko', 'lt', 'lv', 'mk', 'ml', 'mn', 'mr'],
  ...['ms', 'nb', 'ne', 'nl', 'nl-BE', 'nn', 'pa', 'pl', 'pt-BR', 'pt-PT', 'ro', 'ru', 'si', 'sk'],
  ...['sl', 'sq', 'sr', 'sv', 'sw', 'ta', 'te', 'th', 'tr', 'uk', 'ur', 'uz', 'vi', 'zh-CN'],
  ...['zh-HK', 'zh-TW'],
] as const

/** Those that this browser knows, by their own names; what was chosen elsewhere is among them. */
export function languagesHere(chosen: string | null): string[] {
  const known: string[] = Intl.DateTimeFormat.supportedLocalesOf(LANGUAGES)
  const all = chosen === null || known.includes(chosen) ? known : [...known, chosen]
  const { compare } = new Intl.Collator()
  return all.toSorted((a, b) => compare(nameOf(a), nameOf(b)))
}

/** As those who speak it call it: `Deutsch`, `British English`, `português (Brasil)`. */
export function nameOf(language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language
  } catch {
    return language
  }
}
