import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { unreachable } from '../../shared/kit/assert.ts'
import { listenForKeys } from './keys.ts'
import { closeList, openedList } from './open-palette.ts'

interface Loaded {
  Palette: typeof import('./Palette.tsx').Palette
  KeyboardHelp: typeof import('./KeyboardHelp.tsx').KeyboardHelp
}

/** The palette or the keyboard help while one is open; neither is loaded before. */
export function Lists({ kept }: { kept: Pick<Storage, 'getItem' | 'setItem'> }) {
  const loaded = useSignal<Loaded | null>(null)
  const open = openedList.value
  useEffect(listenForKeys, [])
  useEffect(() => {
    if (open === null || loaded.peek()) return
    void Promise.all([import('./Palette.tsx'), import('./KeyboardHelp.tsx')]).then(
      ([{ Palette }, { KeyboardHelp }]) => {
        loaded.value = { Palette, KeyboardHelp }
      },
      () => closeList(open.turn),
    )
  }, [open, loaded])
  if (open === null || !loaded.value) return null
  const { Palette, KeyboardHelp } = loaded.value
  const { list, turn } = open
  const close = () => closeList(turn)
  switch (list) {
    case 'palette':
      return <Palette key={turn} kept={kept} onClose={close} />
    case 'help':
      return <KeyboardHelp key={turn} onClose={close} />
    default:
      return unreachable(list)
  }
}
