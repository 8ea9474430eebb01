import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

const { file } = workerData as { file: string }
const db = new DatabaseSync(file, { readOnly: true })
const [first] = db.prepare('pragma integrity_check(1)').all()
db.close()
parentPort?.postMessage(String(first?.integrity_check))
