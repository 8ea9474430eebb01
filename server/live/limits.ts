/** What one server takes (design: safety.md, "Limits"). Sizes in bytes, times in ms. */
export interface Limits {
  update: number
  stepTwo: number
  document: number
  /** Of one WebSocket message; beyond it ws does not even keep it. */
  message: number
  /** Pieces of one message: as its sender cuts it (Chromium: 128 KiB), and as the network does. */
  fragments: number
  chunks: number
  /** Of messages that have begun and not ended, of all sockets together. */
  unfinished: number
  /** Of a state vector: 512 KiB are 50,000 clients and 50 ms. */
  vector: number
  structs: number
  /** How far an update may run ahead of what is known of its client. */
  clockJump: number
  /** Above this an update is looked at in a worker: the worst 32 KiB take 20 ms, cold 30. */
  checkedInWorker: number
  /** Bytes of such updates that wait for the worker: of one person, of all. */
  unreadPerPerson: number
  unread: number
  awarenessEveryMs: number
  /** Of frames that come in: a stock client sends on all that it hears of a whole room. */
  awarenessPerSecond: number
  updatesPerSecond: number
  updatesBurst: number
  bytesPerSecond: number
  bytesBurst: number
  sessionsPerDocument: number
  writersPerDocument: number
  sockets: number
  /** Of the network, whatever they are for; beyond them even a refusal is too much. */
  connections: number
  /** Of one socket's outgoing queue, a snapshot not counted. */
  outgoing: number
  /**
   * Of one person in a minute: five tabs of a stock client that tries again and again. A shared address
   * may be a whole office that comes back after a restart.
   */
  joinsPerPerson: number
  joinsPerAddress: number
  socketsPerPerson: number
  socketsPerAddress: number
  /** Of one person, to the API. */
  requestsPerMinute: number
  /** From one address, which a whole house may share: who brings no cookie is a new person each time. */
  requestsPerAddress: number
  /** Bytes of updates that wait for others that the server has never seen. */
  pending: number
  /** Pieces that wait: clients whose words are lacking, words behind a gap, deletes of what is not there. */
  waiting: number
  /** Client ids that one update may be the first to use: each is a row. */
  claims: number
  /** Client ids of a document: with more of them its state vector would outgrow `vector`. */
  clients: number
  /** Refused frames until a session is closed. */
  strikes: number
}

const KIB = 1024
const MIB = 1024 * KIB

export const LIMITS: Limits = {
  update: 4 * MIB,
  stepTwo: 10 * MIB,
  document: 10 * MIB,
  message: 16 * MIB,
  fragments: 1_024,
  chunks: 16_384,
  unfinished: 256 * MIB,
  vector: 512 * KIB,
  structs: 100_000,
  clockJump: 10_000_000,
  checkedInWorker: 32 * KIB,
  unreadPerPerson: 32 * MIB,
  unread: 256 * MIB,
  awarenessEveryMs: 100,
  awarenessPerSecond: 1_000,
  updatesPerSecond: 30,
  updatesBurst: 200,
  bytesPerSecond: 256 * KIB,
  // A paste of half a megabyte passes at once; more has to wait for its share.
  bytesBurst: MIB,
  sessionsPerDocument: 500,
  writersPerDocument: 100,
  sockets: 10_000,
  connections: 30_000,
  outgoing: 4 * MIB,
  joinsPerPerson: 120,
  joinsPerAddress: 3_000,
  socketsPerPerson: 100,
  socketsPerAddress: 3_000,
  requestsPerMinute: 600,
  requestsPerAddress: 6_000,
  pending: 4 * MIB,
  waiting: 10_000,
  claims: 10_000,
  clients: 40_000,
  strikes: 3,
}

export type LimitName = keyof Limits

/** `name=number` by spaces or commas, over what is here; a string: what is wrong with it. */
export function readLimits(text: string): Limits | string {
  const limits = { ...LIMITS }
  for (const pair of text.split(/[\s,]+/).filter(Boolean)) {
    const [name = '', digits = '', ...rest] = pair.split('=')
    if (!isLimit(name)) return `there is no limit called ${JSON.stringify(name)}`
    if (rest.length > 0 || !/^[1-9]\d{0,11}$/.test(digits)) {
      return `${name} is a whole number above zero, such as ${name}=${LIMITS[name]}`
    }
    limits[name] = Number(digits)
  }
  return limits
}

function isLimit(name: string): name is LimitName {
  return Object.hasOwn(LIMITS, name)
}
