const IN_HASH = /^#link=([\w-]+)$/

/** The token behind the `#` of an address: no server and no log sees it by itself. */
export const linkIn = (hash: string): string | null => IN_HASH.exec(hash)?.[1] ?? null
