/**
 * Which receipts one session may be given. Its updates reach the disk in the order in which it sent
 * them; an ask is answered when all that it sent before is there. After a refusal nothing is
 * answered until a later step 2 of the session, which carries all it has, is on disk. [LV5] [LV6]
 */
export class Receipts {
  #handedOver = 0
  #onDisk = 0
  #asks: { n: number; after: number }[] = []
  #owesStepTwo = false
  /** How much must be on disk before a step 2 that came after the refusal is. */
  #heals: number[] = []

  /** An update went into the commit queue. */
  handOver(isStepTwo: boolean): void {
    this.#handedOver++
    if (isStepTwo) this.#mayHeal()
  }

  /** A step 2 that brings nothing new: all of it is on disk already. */
  holdsAlready(isStepTwo: boolean): void {
    if (isStepTwo) this.#mayHeal()
  }

  /** False: something before it was refused and nothing has made up for it; it will never come. */
  ask(n: number): boolean {
    if (this.#owesStepTwo && this.#heals.length === 0) return false
    this.#asks.push({ n, after: this.#handedOver })
    return true
  }

  committed(): void {
    this.#onDisk++
  }

  /** The oldest update in the queue did not reach the disk. */
  refusedFromQueue(): number | null {
    this.#onDisk++
    this.#heals = this.#heals.filter((after) => after > this.#onDisk)
    return this.#refuse()
  }

  /** What arrived last was refused at once. The highest ask that is void now. */
  refused(): number | null {
    this.#heals = []
    return this.#refuse()
  }

  /** The highest receipt that may be given now, once. */
  due(): number | null {
    if (this.#owesStepTwo && this.#heals.some((after) => after <= this.#onDisk)) {
      this.#owesStepTwo = false
      this.#heals = []
    }
    if (this.#owesStepTwo) return null
    const ready = this.#asks.filter(({ after }) => after <= this.#onDisk)
    this.#asks = this.#asks.slice(ready.length)
    return highest(ready)
  }

  #mayHeal() {
    if (this.#owesStepTwo) this.#heals.push(this.#handedOver)
  }

  #refuse(): number | null {
    this.#owesStepTwo = true
    return highest(this.#asks.splice(0))
  }
}

function highest(asks: readonly { n: number }[]): number | null {
  return asks.length === 0 ? null : Math.max(...asks.map(({ n }) => n))
}
