/**
 * What tabs of one browser must not do at the same moment. Where there are no locks (plain http, a
 * sandbox), nobody waits: what is done must bear that.
 */
export async function alone<T>(what: string, work: () => Promise<T>): Promise<T> {
  let isBegun = false
  const begin = () => {
    isBegun = true
    return work()
  }
  if (!('locks' in navigator)) return work()
  try {
    return await navigator.locks.request(`interline.${what}`, begin)
  } catch (error) {
    if (isBegun) throw error
    return work()
  }
}
