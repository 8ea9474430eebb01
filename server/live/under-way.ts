import { ClockSet } from './clock-set.ts'
import type { UpdateShape } from './update-shape.ts'

/** What was taken in and is on no disk yet. */
export class UnderWay {
  #shapes = new Set<UpdateShape>()

  begin(shape: UpdateShape): void {
    this.#shapes.add(shape)
  }

  /** It is on disk, or there was no room for it. */
  end(shape: UpdateShape): void {
    this.#shapes.delete(shape)
  }

  /** Whether some of these words are among it. */
  has({ structs }: UpdateShape): boolean {
    if (this.#shapes.size === 0) return false
    const asked = new ClockSet()
    asked.addAll(structs)
    for (const shape of this.#shapes) if (asked.overlaps(shape.structs)) return true
    return false
  }
}
