import { resolve } from 'node:path'

/** The one folder that a command is given, as a path; null: it was used in another way. */
export function onlyFolder(given: readonly string[], startedIn: string): string | null {
  const [folder, ...more] = given
  if (!folder || folder.startsWith('-') || more.length > 0) return null
  return resolve(startedIn, folder)
}

export function counted(n: number, one: string, more = `${one}s`): string {
  return `${n} ${n === 1 ? one : more}`
}
