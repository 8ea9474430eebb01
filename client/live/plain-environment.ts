// Stands in for lib0/environment in the browser's bundle (vite.config.ts), which asks the page's
// address and storage how Yjs is to behave. Here it runs in a page, and nobody may tell it otherwise.

export const isNode = false
export const isBrowser = true
export const getVariable = (): null => null
