/**
 * What tabs of one browser must not do at the same moment. Over plain http there are no locks, and
 * nobody waits: what is done must bear that.
 */
export function alone<T>(what: string, work: () => Promise<T>): Promise<T> {
  const locks = 'locks' in navigator ? navigator.locks : null
  return locks ? locks.request(`interline.${what}`, work) : work()
}
