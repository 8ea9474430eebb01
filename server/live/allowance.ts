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
    const earned = (Math.max(0, now - this.#at) / 1000) * this.#perSecond
    this.#left = Math.min(this.#burst, this.#left + earned) - amount
    this.#at = now
    return this.#left >= 0 ? 0 : Math.ceil((-this.#left / this.#perSecond) * 1000)
  }
}
