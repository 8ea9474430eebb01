import { addWords } from '../words/words.ts'
import { AccessLost, NoDocument } from './NoDocument.tsx'
import { nothingLabels } from './nothing.en.ts'

/** Loaded where there is no document to show. */
export async function openNothing() {
  await addWords(nothingLabels)
  return { AccessLost, NoDocument }
}
