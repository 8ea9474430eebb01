import { signal } from '@preact/signals'
import i18next from 'i18next'
import type { accountDialogLabels, accountLabels } from '../accounts/labels.en.ts'
import type { listLabels } from '../documents/labels.en.ts'
import type { nothingLabels } from '../documents/nothing.en.ts'
import { type EditorLabels, editorLabels } from '../editor/labels.en.ts'
import type { sharingLabels } from '../sharing/labels.en.ts'
import type { threadLabels } from '../threads/labels.en.ts'
import { en as own } from './en.ts'
import type { Words } from './mirrored.ts'

const en = { ...own, editor: editorLabels }

type Lists = typeof listLabels & typeof nothingLabels

/** Words of parts that are loaded behind the text, and bring them along. */
interface Late extends Lists {
  account: typeof accountDialogLabels
  accounts: typeof accountLabels
  sharing: typeof sharingLabels
  threads: typeof threadLabels
}

/** A part brings a section of its own, or more of one that is there. */
type Some<Sections> = { [Section in keyof Sections]?: Partial<Sections[Section]> }

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en & Late }
  }
}

const KEY = 'interline.language'

/** The language tests read right to left: English words in Arabic letters. */
const MIRRORED = 'ar-XB'

/** The words of the interface: `t('library.title')`. */
export const t = i18next.t

/** The editor's words, all at once: it takes them as an argument. */
export const editorWords = (): EditorLabels => t('editor', { returnObjects: true })

/** As a person wants dates and times to be written; null: as this browser does. */
export interface Writing {
  language: string | null
  timeZone: string | null
}

const HERE: Writing = { language: null, timeZone: null }
const writing = signal(HERE)

/** From now on, on every page that is open. What no browser knows counts for nothing. */
export function writeAs(wish: Writing | null): void {
  const { language, timeZone } = wish ?? HERE
  writing.value = {
    language: language !== null && isKnown(language) ? language : null,
    timeZone: timeZone !== null && isKnown('en', timeZone) ? timeZone : null,
  }
}

/** For `Intl`: as this person wants it, whatever language the words are in. */
export const language = (): string => writing.value.language ?? languageOfWords()

/** For `Intl`; undefined: where this device is. */
export const timeZone = (): string | undefined => writing.value.timeZone ?? undefined

/** The language of all sentences: the reader's own country's kind of it, where there is one. */
export function languageOfWords(): string {
  const base = i18next.language === MIRRORED ? 'ar' : i18next.language
  return navigator.languages.find((each) => each.split('-')[0] === base && isKnown(each)) ?? base
}

/** A browser may say what is no language tag (`en-US@posix`, after the machine's locale). */
function isKnown(language: string, timeZone: string | null = null): boolean {
  try {
    return !!new Intl.DateTimeFormat(language, { timeZone: timeZone ?? 'UTC' })
  } catch {
    return false
  }
}

/** Must be awaited before the first component is drawn. */
export async function startWords(kept: Pick<Storage, 'getItem'>): Promise<void> {
  const wanted = kept.getItem(KEY) ?? 'en'
  await i18next.init({
    lng: wanted,
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false },
  })
  if (wanted === MIRRORED) await mirror(en)
  document.documentElement.lang = languageOfWords()
  document.documentElement.dir = i18next.dir(wanted)
}

/** Must be awaited before the first component of that part is drawn. */
export async function addWords(late: Some<Late> & Words): Promise<void> {
  i18next.addResourceBundle('en', 'translation', late, true)
  if (i18next.language === MIRRORED) await mirror(late)
}

async function mirror(words: Words): Promise<void> {
  const { mirrored } = await import('./mirrored.ts')
  i18next.addResourceBundle(MIRRORED, 'translation', mirrored(words), true)
}
