import { realClock } from '../shared/kit/clock.ts'
import { uuidv7 } from '../shared/kit/ids.ts'
import { readConfig } from './config.ts'
import { MIGRATIONS } from './migrations/migrations.ts'
import { counted, onlyFolder } from './operations/arguments.ts'
import { restore } from './operations/restore.ts'

const outcome = readConfig(process.env)
if (outcome.kind === 'wrong') end(outcome.sentence)
const { data } = outcome.config
const folder = onlyFolder(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd())
if (!folder) end('Say which backup, the folder that it is in: npm run restore -- FOLDER')

const restored = await restore({
  ...{ data, folder, migrations: Object.keys(MIGRATIONS), now: realClock.now },
  newLogId: uuidv7(realClock.now()),
}).catch((error) => end(`The restore failed: ${error.message}. Run it again.`))
if (restored.kind === 'refused') end(restored.sentence)
const { at, documents, updates, damaged } = restored
console.log(
  `${data} holds ${counted(documents, 'document')} and ${counted(updates, 'update')} as of ${new Date(at).toISOString()}. ` +
    'What people wrote afterwards comes back with them.',
)
if (damaged.length > 0) {
  const which = `${counted(damaged.length, 'document')}: ${damaged.join(', ')}`
  console.error(`Damaged in the backup, and refused when somebody opens them: ${which}.`)
}

function end(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}
