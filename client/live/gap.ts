import type * as Y from 'yjs'

/** What a doc holds back because something before it is missing. */
export interface Gap {
  structs: Uint8Array | null
  deletes: Uint8Array | null
}

export function gapOf({ store }: Y.Doc): Gap {
  return { structs: store.pendingStructs?.update ?? null, deletes: store.pendingDs }
}

export function sameGap(one: Gap, other: Gap): boolean {
  return sameBytes(one.structs, other.structs) && sameBytes(one.deletes, other.deletes)
}

function sameBytes(one: Uint8Array | null, other: Uint8Array | null): boolean {
  if (one === null || other === null || one === other) return one === other
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
