/** What one server takes (design: safety.md, "Limits"). Sizes in bytes, times in ms. */
export interface Limits {
  update: number
  stepTwo: number
  document: number
  /** Of one WebSocket message; beyond it ws does not even keep it. */
  message: number
  /** Of a state vector: 512 KiB are 50,000 clients and 50 ms. */
  vector: number
  structs: number
  /** How far an update may run ahead of what is known of its client. */
  clockJump: number
  /** Above this an update is looked at in a worker: 64 KiB take about 10 ms. */
  checkedInWorker: number
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
  /** Of one socket's outgoing queue, a snapshot not counted. */
  outgoing: number
  /** Of one person, to the API. */
  requestsPerMinute: number
  /** From one address, which a whole house may share: who brings no cookie is a new person each time. */
  requestsPerAddress: number
  /** Of updates that wait for others that the server has never seen. */
  pending: number
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
  vector: 512 * KIB,
  structs: 100_000,
  clockJump: 10_000_000,
  checkedInWorker: 64 * KIB,
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
  outgoing: 4 * MIB,
  requestsPerMinute: 600,
  requestsPerAddress: 6_000,
  pending: 4 * MIB,
  strikes: 3,
}
