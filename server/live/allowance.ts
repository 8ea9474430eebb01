/** So much a second, and a burst saved up. Spending is never refused; it makes a debt to wait for. */
export class Allowance {
  #perSecond: number
  #burst: number
  #left: number
  #at: number

  constructor(perSecond: number, burst: number, now: number) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#left = burst
    this.#at = now
  }

  /** How long (ms) to wait until the debt is paid; 0 if there is none. */
  spend(amount: number, now: number): number {
    this.#earn(now)
    this.#left -= amount
    return this.#waitFor(0)
  }

  /** Without debts: 0 if it was there and is spent, else how long (ms) to wait until it is there. */
  take(amount: number, now: number): number {
    this.#earn(now)
    const wait = this.#waitFor(amount)
    if (wait === 0) this.#left -= amount
    return wait
  }

  #earn(now: number) {
    const earned = (Math.max(0, now - this.#at) / 1000) * this.#perSecond
    this.#left = Math.min(this.#burst, this.#left + earned)
    this.#at = now
  }

  #waitFor(amount: number): number {
    const lacking = amount - this.#left
    return lacking <= 0 ? 0 : Math.ceil((lacking / this.#perSecond) * 1000)
  }
}
