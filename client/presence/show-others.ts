import { CaretLayer, type CaretLayerOptions } from './caret-layer.ts'
import { type NearOptions, tellOfWritingNear } from './near.ts'

export interface OthersShown {
  readonly layer: CaretLayer
  close(): void
}

/** Draws where others are and says where they write. Loaded behind the editor: nobody types with it. */
export function showOthers(options: CaretLayerOptions & NearOptions): OthersShown {
  const layer = new CaretLayer(options)
  const stopTelling = tellOfWritingNear(options)
  return {
    layer,
    close() {
      stopTelling()
      layer.close()
    },
  }
}
