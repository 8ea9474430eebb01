// Stands in for lib0/logging in the browser's bundle (vite.config.ts): Yjs has five sentences to say
// there, and the original brings colours, a page of its own and a schema language along for them.

export const print = (...words: unknown[]): void => console.log(...words.filter((word) => word))
export const warn = (...words: unknown[]): void => console.warn(...words)

/** Colours and weights, which a plain line has not. */
export const BOLD = ''
export const UNBOLD = ''
export const ORANGE = ''
export const RED = ''
