import type { Owner, StoredDocument } from '../platform/log-store.ts'
import { readVector } from './catch-up.ts'
import { ClockSet, decodeClocks, type Range } from './clock-set.ts'
import { Depth } from './depth.ts'
import { Knowledge } from './knowledge.ts'
import type { LimitName, Limits } from './limits.ts'
import { UnderWay } from './under-way.ts'
import type { UpdateShape } from './update-shape.ts'

/** Sessions that never write leave no more than this behind. */
const SEATS_AT_MOST = 10_000

export type Verdict =
  | { kind: 'new'; claims: number[]; relayed: number[] }
  | { kind: 'known' }
  /** Some of its words are on their way to the disk: ask again when they are there. */
  | { kind: 'under-way' }
  /** `known`: has to be cut out of it first. */
  | { kind: 'partly-known'; known: ClockSet }
  | { kind: 'refused'; reason: GateRefusal; limit?: LimitName }

export type GateRefusal =
  | 'malformed'
  | 'must-not-merge'
  | 'foreign-client'
  | 'too-many'
  | 'too-large'

/**
 * Decides what comes into one document's log. Client ids belong to persons: new words under
 * somebody else's id come in only where the log itself lacks them. [LV10] [LV11]
 */
export class Gate {
  #epoch: number
  #owners = new Map<number, Owner>()
  /** Owned in memory, on no disk yet: every update carries the claim until one has brought it there. */
  #unkept = new Set<number>()
  /** Client ids that somebody speaks for here without having written: theirs as long as we run. */
  #seats = new Map<number, string>()
  #knowledge = new Knowledge()
  #depth: Depth
  #underWay = new UnderWay()
  #limits: Limits
  #relayUntil: number
  /** Bytes of updates on disk that wait for others, and of how many pieces they are. */
  #pending = 0
  #early = 0

  /** `shapes`: of the snapshot's deletes, if there is one, and of every row. */
  constructor(
    { epoch, snapshot, rows, owners }: StoredDocument,
    shapes: readonly UpdateShape[],
    limits: Limits,
    relayUntil: number,
  ) {
    this.#epoch = epoch
    this.#limits = limits
    this.#relayUntil = relayUntil
    for (const owner of owners) this.#owners.set(owner.client, owner)
    const vector = (snapshot && readVector(snapshot.vector)) ?? new Map<number, number>()
    this.#knowledge.absorbVector(vector)
    this.#depth = new Depth(vector, snapshot ? decodeClocks(snapshot.inner) : new ClockSet())
    shapes.forEach((shape, index) => {
      const row = rows[index - (snapshot ? 1 : 0)]
      this.#depth.take(shape)
      this.absorb(shape, row?.person ?? null, row?.bytes.length ?? 0)
    })
  }

  /** The state vector to ask others with. */
  get vector(): Uint8Array {
    return this.#knowledge.vector
  }

  get isLacking(): boolean {
    return this.#knowledge.isLacking
  }

  /** `size`: of the document as it stands, in bytes. */
  judge(shape: UpdateShape, person: string, size: number, now: number): Verdict {
    if (!this.#knowledge.isNew(shape)) return { kind: 'known' }
    // After a restore whoever comes first may have to bring everybody's.
    const mostClaims = now < this.#relayUntil ? Number.POSITIVE_INFINITY : this.#limits.claims
    if (this.#strangersIn(shape, mostClaims) > mostClaims) return refused('too-many', 'claims')
    const depth = this.#depth.judge(shape)
    if (depth !== 'fine')
      return depth === 'nested' ? refused('malformed') : refused('too-many', 'waiting')
    const { waiting, clients } = this.#limits
    const unwritten = this.#knowledge.unwritten(shape, waiting)
    const islands = islandsIn(shape, waiting)
    if (!unwritten || unwritten.length + islands > waiting) return refused('too-many', 'waiting')
    // The first question that has to look at all of it: most of what is far too much is out by now.
    if (!(this.#knowledge.jump(shape) <= this.#limits.clockJump)) {
      return refused('malformed', 'clockJump')
    }
    const claims = new Set<number>()
    const relayed = new Set<number>()
    for (const range of this.#knowledge.unknown(shape)) {
      const owner = this.#owners.get(range.client)
      const isSeated = !owner && this.isForeign(range.client, person)
      const isOwn = !isSeated && (!owner || owner.person === person)
      if (isOwn && (!owner || this.#unkept.has(range.client))) claims.add(range.client)
      if (owner && owner.epoch < this.#epoch) return refused('must-not-merge')
      if (claims.size > mostClaims) return refused('too-many', 'claims')
      if (isOwn) continue
      if (now < this.#relayUntil || this.#knowledge.isAskedFor(range)) {
        relayed.add(range.client)
      } else return refused('foreign-client')
    }
    if (claims.size > 0 && this.#owners.size + claims.size > clients) {
      return refused('too-many', 'clients')
    }
    const ahead = this.#deletesAhead(unwritten, person, now)
    if (ahead) return refused(ahead)
    const early = this.#tooEarly(shape, unwritten.length + islands)
    if (early) return refused('too-many', early)
    if (size > this.#limits.document && shape.structs.length > 0) {
      return refused('too-large', 'document')
    }
    return this.#repeated(shape) ?? { kind: 'new', claims: [...claims], relayed: [...relayed] }
  }

  /** It is on its way to the disk; of two who take an id at the same moment one must be first. */
  take(shape: UpdateShape, claims: readonly number[], person: string): void {
    for (const client of claims) {
      this.#owners.set(client, { client, person, epoch: this.#epoch })
      this.#unkept.add(client)
    }
    this.#depth.take(shape)
    this.#underWay.begin(shape)
  }

  /** There was no room on the disk for what had been taken. */
  giveUp(shape: UpdateShape): void {
    this.#underWay.end(shape)
  }

  /** These claims are on disk. */
  keep(claims: readonly number[]): void {
    for (const client of claims) this.#unkept.delete(client)
  }

  /** How many ranges of deletes the document has. */
  get deletes(): number {
    return this.#knowledge.deletes
  }

  isForeign(client: number, person: string): boolean {
    const owner = this.#owners.get(client)?.person ?? this.#seats.get(client)
    return owner !== undefined && owner !== person
  }

  /** What was this guest's is the person's. */
  adopt(guest: string, person: string): void {
    for (const [client, owner] of this.#owners) {
      if (owner.person === guest) this.#owners.set(client, { ...owner, person })
    }
    for (const [client, seated] of this.#seats) {
      if (seated === guest) this.#seats.set(client, person)
    }
  }

  /** Somebody speaks for this id in awareness. */
  seat(client: number, person: string): void {
    if (this.#seats.size < SEATS_AT_MOST && !this.#seats.has(client)) {
      this.#seats.set(client, person)
    }
  }

  /** It is on disk. `person`: who brought it; null: not known any more. */
  absorb(shape: UpdateShape, person: string | null, bytes: number): void {
    this.#underWay.end(shape)
    const waits = this.#knowledge.lackedBy(shape) > 0
    if (waits) {
      const { waiting } = this.#limits
      const unwritten = this.#knowledge.unwritten(shape, waiting)?.length ?? waiting
      this.#early += unwritten + islandsIn(shape, waiting)
    }
    // Anybody can refer to words that somebody has yet to write; only the writer's own later words
    // prove that those were written, and let others bring them.
    this.#knowledge.absorb(
      shape,
      (client) => person !== null && this.#owners.get(client)?.person === person,
    )
    if (waits) this.#pending += bytes
    else if (!this.#knowledge.isLacking) {
      this.#pending = 0
      this.#early = 0
    }
  }

  /**
   * Words that come once more may be other words, or say of themselves that they hang elsewhere.
   * Nothing of them is believed. [LV10] [LV13]
   */
  #repeated(shape: UpdateShape): Verdict | null {
    if (!this.#depth.hasTaken(shape)) return null
    if (this.#underWay.has(shape)) return { kind: 'under-way' }
    const known = this.#knowledge.knownOf(shape)
    return known && { kind: 'partly-known', known }
  }

  /** Of how many client ids it brings words that nobody here has heard of; hardly more than `most`. */
  #strangersIn({ structs }: UpdateShape, most: number): number {
    let strangers = 0
    let before: number | null = null
    for (const { client } of structs) {
      if (strangers > most) break
      const isHeardOf = client === before || this.#owners.has(client) || this.#seats.has(client)
      if (!isHeardOf && !this.#knowledge.knows(client)) strangers++
      before = client
    }
    return strangers
  }

  #tooEarly(shape: UpdateShape, early: number): LimitName | null {
    const lacked = this.#knowledge.lackedBy(shape)
    if (lacked === 0) return null
    const pieces = this.#knowledge.lacked + lacked + this.#early + early
    if (this.#pending > this.#limits.pending) return 'pending'
    return pieces > this.#limits.waiting ? 'waiting' : null
  }

  /** Whoever deletes what somebody has yet to write would make it vanish as it is typed. */
  #deletesAhead(unwritten: readonly Range[], person: string, now: number): GateRefusal | null {
    const isEarlier = ({ client }: { client: number }) =>
      (this.#owners.get(client)?.epoch ?? this.#epoch) < this.#epoch
    if (unwritten.some(isEarlier)) return 'must-not-merge'
    if (now < this.#relayUntil) return null
    const isAhead = unwritten.some(
      (range) => this.isForeign(range.client, person) && !this.#knowledge.isAskedFor(range),
    )
    return isAhead ? 'foreign-client' : null
  }
}

/** How often a client's words break off and go on later; hardly more than `most`. */
function islandsIn({ structs }: UpdateShape, most: number): number {
  let islands = 0
  let before: number | null = null
  for (const { client } of structs) {
    if (islands > most) break
    if (client === before) islands++
    before = client
  }
  return islands
}

function refused(reason: GateRefusal, limit?: LimitName): Verdict {
  return { kind: 'refused', reason, ...(limit && { limit }) }
}
