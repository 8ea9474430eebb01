import { IS_MAC, keyForEars, keyName } from '../editor/key-name.ts'
import { IconButton } from '../ui/Button.tsx'
import { t } from '../words/words.ts'
import { openPalette, PALETTE_KEYS } from './open-palette.ts'

/** The way in for those without a keyboard, or who do not know the key yet. */
export function PaletteButton() {
  return (
    <IconButton
      icon='commands'
      label={t('palette.open')}
      title={`${t('palette.open')} (${keyName(PALETTE_KEYS, IS_MAC)})`}
      aria-keyshortcuts={keyForEars(PALETTE_KEYS, IS_MAC)}
      aria-haspopup='dialog'
      data-palette
      onClick={openPalette}
    />
  )
}
