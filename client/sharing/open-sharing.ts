import { addWords } from '../words/words.ts'
import { AskForAccess } from './AskForAccess.tsx'
import { Entrance } from './Entrance.tsx'
import { sharingLabels } from './labels.en.ts'
import { ShareDialog } from './ShareDialog.tsx'

/** Loaded when somebody shares, comes by a link, or may not come in. */
export async function openSharing() {
  await addWords({ sharing: sharingLabels })
  return { AskForAccess, Entrance, ShareDialog }
}
